"""Every page of every role, phone and desk: axe finds nothing, nothing runs off the side."""

import pytest

from tests.browser.axe import faults_at_both_widths, faults_of
from tests.browser.conftest import OpenAs

pytestmark = pytest.mark.xdist_group("browser")

PAGES = {
    "member": [
        *("", "/besoins", "/besoins/nouveau", "/besoins/reprendre", "/interventions", "/agendas"),
        *("/diagnostic", "/diagnostic/questions", "/diagnostic/questions?partie=6"),
        *("/entreprise", "/entreprise/lieu", "/equite", "/demi-journees-libres"),
    ],
    "CDO": [
        *("", "/disponibilites", "/interventions", "/agendas", "/engagement", "/equite"),
        *("/disponibilites/exceptions/1", "/agendas-personnels", "/demi-journees-libres"),
        *("/agendas-personnels/fichier", "/agendas-personnels/adresses/ajouter"),
    ],
    "coordinator": [
        *("/", "/besoins", "/disponibilites", "/besoins/1", "/calculs", "/calculs/nouveau"),
        *("/plans/1", "/plans/1/partage", "/plans/1/manques", "/plans/1/publier"),
        *("/plans/1/calendrier", "/plans/1/calendrier?vue=mois&lignes=adherents"),
        *("/plans/1/calendrier?vue=periode", "/plans/1/calendrier?vue=liste"),
        *("/plans/1/carte", "/plans/1/rapport", "/plans/1/rapport?noms=1", "/plans/comparer"),
        *("/versions", "/versions/1", "/personnes", "/personnes/inviter", "/agendas"),
        *("/plans/1/accord", "/contraintes", "/reglages/accord", "/courriels"),
        *("/tableaux", "/calculs/1", "/hypotheses", "/hypotheses/nouvelle"),
        *("/besoins/saisir", "/besoins/saisir/1", "/besoins/1/modifier"),
        *("/campagnes/nouvelle", "/campagnes/1/modifier", "/reponses", "/verification"),
        "/reponses?voir=manquantes",
        *("/disponibilites/1", "/disponibilites/4/heures", "/cdo/1", "/cdo/nouveau"),
        *("/adherents/1", "/adherents/nouveau", "/incompatibilites", "/reglages"),
        *("/equite", "/equite/adherents/1", "/equite/cdo/1", "/equite/reglages"),
        "/personnes/agendas",
    ],
}
OF_NO_ROLE = ["/compte", "/compte/acces", "/api/"]


@pytest.mark.parametrize("role", PAGES)
def test_pages_have_no_fault(open_as: OpenAs, role: str) -> None:
    page = open_as(role, bypass_csp=True)
    home = page.url.rstrip("/")
    found = {}

    for path in [*(home + path for path in PAGES[role]), *OF_NO_ROLE]:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        if faults := faults_at_both_widths(page):
            found[path] = faults

    assert found == {}


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        ("() => document.querySelector('label').remove()", "label"),
        ("() => document.body.append(Object.assign(new Image(3000, 3), {alt: ''}))", "wider"),
    ],
)
def test_planted_fault_is_found(open_as: OpenAs, spoil: str, fault: str) -> None:
    page = open_as("member", width=360, bypass_csp=True)
    page.goto(page.url.rstrip("/") + "/agendas")
    assert faults_of(page) == []

    page.evaluate(spoil)

    assert [one for one in faults_of(page) if one.startswith(fault)] != []
