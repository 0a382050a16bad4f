"""From an OpenAPI description to what its page shows: operations by group, fields with their type;
pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a body or a parameter, as a reader sees it."""

    name: str
    kind: str
    is_required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: what it does, what it needs, what it takes and gives."""

    method: str
    path: str
    summary: str
    scope: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        """Return a name by which a link can point to it."""
        return f"{self.method}{self.path}".translate(str.maketrans("/{}", "-  ")).replace(" ", "")


@dataclass(frozen=True, slots=True)
class Group:
    """The operations on one kind of thing."""

    name: str
    words: str
    operations: tuple[Operation, ...]


def read_operations(description: Json) -> list[Group]:
    """Return the operations of a description, by group, in the order in which it lists them."""
    schemas = description.get("components", {}).get("schemas", {})
    found: dict[str, list[Operation]] = {}
    for path, item in description["paths"].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                found.setdefault(operation["tags"][0], []).append(
                    _operation(method, path, operation, schemas)
                )
    words = {tag["name"]: tag.get("description", "") for tag in description.get("tags", ())}
    return [Group(name, words.get(name, ""), tuple(ops)) for name, ops in found.items()]


def _operation(method: str, path: str, operation: Json, schemas: Json) -> Operation:
    scopes = [
        scope for one in operation.get("security") or () for of in one.values() for scope in of
    ]
    return Operation(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        scope=", ".join(scopes),
        parameters=tuple(_parameter(one, schemas) for one in operation.get("parameters", ())),
        body=tuple(_body(operation, schemas)),
        answers=tuple(
            (status, answer.get("description", ""))
            for status, answer in sorted(operation.get("responses", {}).items())
        ),
    )


def _parameter(parameter: Json, schemas: Json) -> Field:
    return Field(
        parameter["name"],
        kind_of(parameter.get("schema", {}), schemas),
        bool(parameter.get("required")),
        parameter.get("description", ""),
    )


def _body(operation: Json, schemas: Json) -> Iterator[Field]:
    content = operation.get("requestBody", {}).get("content", {})
    schema = _resolved(content.get("application/json", {}).get("schema", {}), schemas)
    for name, shape in schema.get("properties", {}).items():
        yield Field(
            name,
            kind_of(shape, schemas),
            name in schema.get("required", ()),
            shape.get("description", ""),
        )


def _resolved(schema: Json, schemas: Json) -> Json:
    name = str(schema.get("$ref", "")).rsplit("/", 1)[-1]
    return schemas.get(name, schema) if name else schema


def kind_of(schema: Json, schemas: Json) -> str:
    """Return the type of a schema in one line, such as “integer 1–500” or “weekly | once”.

    >>> kind_of({"type": "integer", "minimum": 1, "maximum": 500}, {})
    'integer 1–500'
    """
    shape = _resolved(schema, schemas)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in shape:
            return " | ".join(kind_of(one, schemas) for one in shape[choice])
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    if shape.get("type") == "array":
        return f"list of {kind_of(shape.get('items', {}), schemas)}"
    return _plain_kind(shape)


def _plain_kind(shape: Json) -> str:
    kind = str(shape.get("format") or shape.get("title") or shape.get("type", "anything"))
    if shape.get("type") in ("integer", "number", "boolean", "null"):
        kind = str(shape["type"])
    if "minimum" in shape and "maximum" in shape:
        kind += f" {_number(shape['minimum'])}–{_number(shape['maximum'])}"
    return kind


def _number(value: float) -> float:
    return int(value) if value == int(value) else value
