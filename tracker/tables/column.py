"""How a table is declared: once, column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

string = pa.string()
"""Text; ids are always text."""
instant = pa.timestamp("us", tz="UTC")
"""A moment in UTC, to the microsecond."""
boolean = pa.bool_()
int32 = pa.int32()
int64 = pa.int64()
uint64 = pa.uint64()
float64 = pa.float64()
binary = pa.binary()
digest = pa.binary(32)
"""A SHA-256, as 32 bytes."""
strings = pa.list_(pa.field("item", pa.string(), nullable=False))
"""A list of texts."""


class Column:
    """One declared column: its Arrow type, one sentence, its unit, and whether a cell may be empty."""

    name: str

    def __init__(self, type_: pa.DataType, doc: str, *, unit: str = "", nullable: bool = False) -> None:
        self.type = type_
        self.doc = doc
        self.unit = unit
        self.nullable = nullable

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Table | None, owner: type) -> Any:
        """Return the declaration on the class, and the Arrow column on a table."""
        if instance is None:
            return self
        return instance.arrow.column(self.name)

    @property
    def field(self) -> pa.Field:
        """The Arrow field that a checked table must have."""
        return pa.field(self.name, self.type, nullable=self.nullable)


class Table:
    """A checked, immutable Arrow table.

    Building one checks the names, their order, the types and the empty cells, once; nothing is ever cast
    (Arrow casts a zone-less time to UTC without a word). Raises ``TypeError`` when the check fails: that
    is a bug of the stage that built it, never a fault of the user's data.
    """

    __slots__ = ("arrow",)

    columns: ClassVar[tuple[Column, ...]] = ()
    schema: ClassVar[pa.Schema] = pa.schema([])
    stem: ClassVar[str] = ""
    """How the table's file is called: ``posts`` for ``Posts`` (not `name`, which is a column of accounts)."""
    arrow: pa.Table

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.columns = tuple(value for value in vars(cls).values() if isinstance(value, Column))
        cls.schema = pa.schema([column.field for column in cls.columns])
        cls.stem = cls.__name__.lower()

    def __init__(self, arrow: pa.Table) -> None:
        _check(type(self), arrow)
        object.__setattr__(self, "arrow", arrow)

    def __setattr__(self, name: str, value: Any) -> None:
        message = f"{type(self).__name__} is immutable; build a new table instead of setting {name!r}"
        raise AttributeError(message)

    def __delattr__(self, name: str) -> None:
        message = f"{type(self).__name__} is immutable; {name!r} cannot be removed"
        raise AttributeError(message)

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self):,} rows>"

    @classmethod
    def empty(cls) -> Self:
        """Return a table with no rows."""
        return cls(cls.schema.empty_table())

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Self:
        """Build from mappings of column name to value; a missing name is an empty cell."""
        return cls(pa.Table.from_pylist(list(rows), schema=cls.schema))

    @classmethod
    def from_columns(cls, columns: Mapping[str, Any]) -> Self:
        """Build from one array or list per column, in any order."""
        arrays = [
            pa.array(columns[f.name], type=f.type)
            if not isinstance(columns[f.name], (pa.Array, pa.ChunkedArray))
            else columns[f.name]
            for f in cls.schema
        ]
        return cls(pa.Table.from_arrays(arrays, schema=cls.schema))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield each row as a dict; times are aware UTC datetimes."""
        for batch in self.arrow.to_batches(max_chunksize=4096):
            yield from batch.to_pylist()

    def to_pandas(self) -> pd.DataFrame:
        """Return a DataFrame; times are UTC timestamps, ids stay text."""
        return self.arrow.to_pandas()


def _check(cls: type[Table], arrow: pa.Table) -> None:
    if arrow.schema.names != cls.schema.names:
        message = f"{cls.__name__}: columns are {arrow.schema.names}, declared are {cls.schema.names}"
        raise TypeError(message)
    for column in cls.columns:
        found = arrow.schema.field(column.name).type
        if not found.equals(column.type):
            message = f"{cls.__name__}.{column.name}: is {found}, declared is {column.type}"
            raise TypeError(message)
        if not column.nullable and arrow.column(column.name).null_count:
            message = f"{cls.__name__}.{column.name}: has empty cells, declared without"
            raise TypeError(message)
