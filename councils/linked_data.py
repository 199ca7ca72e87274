"""The city and its portal as schema.org says them: GovernmentOrganization, WebSite."""

from __future__ import annotations

from fujimino_support.web.linked_data import Data, known

from .models import ContactOffice, Programme


def city(site: str, search: str, programme: Programme | None) -> list[Data]:
    """Who answers for the portal, and the portal; `search` is the path of its search. Nothing before there is a programme."""
    return [_organisation(site, programme), _website(site, search, programme)] if programme else []


def _organisation(site: str, programme: Programme) -> Data:
    return {
        "@type": "GovernmentOrganization",
        "@id": f"{site}/#city",
        "name": f"{programme.prefecture}{programme.city}",
        "department": _office(programme.office),
    }


def _office(office: ContactOffice) -> Data:
    address = {
        "@type": "PostalAddress",
        "addressCountry": "JP",
        "postalCode": office.postal_code,
        "streetAddress": office.address,
    }
    return known(
        {
            "@type": "GovernmentOrganization",
            "name": office.name,
            "telephone": office.phone,
            "faxNumber": office.fax,
            "email": office.mail,
            "address": known(address) if office.address else {},
        }
    )


def _website(site: str, search: str, programme: Programme) -> Data:
    return {
        "@type": "WebSite",
        "@id": f"{site}/#site",
        "url": f"{site}/",
        "name": programme.site_name,
        "description": programme.name,
        "inLanguage": "ja",
        "publisher": {"@id": f"{site}/#city"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{site}{search}?q={{words}}"},
            "query-input": "required name=words",
        },
    }
