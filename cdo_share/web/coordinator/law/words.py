"""A finding of the law in one line: whose work, what is wrong with its article, what helps."""

from flask_babel import gettext

from cdo_share.legal.findings import Finding
from cdo_share.web.languages import translate


def finding_text(name: str, finding: Finding) -> str:
    """Return the line; the sentence ends with its article."""
    return str(
        gettext(
            "%(name)s: %(what)s %(remedy)s",
            name=name,
            what=translate(finding.sentence),
            remedy=translate(finding.remedy),
        )
    )
