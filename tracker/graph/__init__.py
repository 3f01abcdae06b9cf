"""Posts become edges, edges become cascades."""
