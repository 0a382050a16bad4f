"""Member firms, where they are, and who of them must not share a CDO."""

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum


class Sector(StrEnum):
    """The line of business of a member, coarse enough to compare firms without naming one."""

    CRAFT = "craft"
    SHOP = "shop"
    FOOD = "food"
    LODGING = "lodging"
    BUILDING = "building"
    INDUSTRY = "industry"
    FARMING = "farming"
    CARE = "care"
    SERVICES = "services"


class Site(Model):
    """A place where visits happen or from which a CDO sets out."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("groupement_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    commune: Mapped[str] = mapped_column(String(80))
    insee: Mapped[str] = mapped_column(String(5))
    lat: Mapped[float]
    lon: Mapped[float]


class Member(Model):
    """A firm that belongs to the groupement (adhérent); `siret` is empty while nobody knows it."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        UniqueConstraint("groupement_id", "slug"),
        ForeignKeyConstraint(["groupement_id", "site_id"], ["site.groupement_id", "site.id"]),
        Index(
            "uq_member_siret",
            "groupement_id",
            "siret",
            unique=True,
            sqlite_where=text("siret <> ''"),
            postgresql_where=text("siret <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    siret: Mapped[str] = mapped_column(String(14), default="")
    trade: Mapped[str] = mapped_column(String(200), default="")
    sector: Mapped[Sector | None] = mapped_column(text_enum(Sector))
    headcount: Mapped[int] = mapped_column(default=0)
    site_id: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    site: Mapped[Site] = relationship(lazy="raise_on_sql", viewonly=True)

    __mapper_args__ = {"version_id_col": version}


class MemberConflict(Model):
    """Two members who must not share a CDO; the lower id comes first."""

    __tablename__ = "member_conflict"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "first_id"], ["member.groupement_id", "member.id"]),
        ForeignKeyConstraint(["groupement_id", "second_id"], ["member.groupement_id", "member.id"]),
        CheckConstraint("first_id < second_id", name="ordered"),
    )

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    first_id: Mapped[int] = mapped_column(primary_key=True)
    second_id: Mapped[int] = mapped_column(primary_key=True)
