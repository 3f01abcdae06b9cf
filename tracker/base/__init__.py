"""What knows nothing about posts: errors, time, keys, words, files, plugins."""
