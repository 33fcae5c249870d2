"""The machine-readable twin of a certificate, in the shape of Open Badges 3.0.

It is attached to the PDF as JSON. Its evidence is the sealed address (the page that answers for the certificate, and
behind the `#` the seal over what it says in short) and the seal once more: of two copies one survives a changed byte.
"""

from typing import Any

from awards.domain.certificate import CertificateData

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)


def credential(data: CertificateData) -> dict[str, Any]:
    """Return an AchievementCredential; the day of the award is written without a time of day."""
    return {
        "@context": list(CONTEXT),
        "id": f"{data.verification_url}#{data.revision}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{data.title} {data.category}, {data.occasion} Tahun {data.year}",
        "issuer": {
            "id": data.verification_url.split("/v/")[0],
            "type": ["Profile"],
            "name": data.issuer,
        },
        "validFrom": f"{data.award_date.isoformat()}T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityType": "name",
                    "identityHash": data.recipient,
                    "hashed": False,
                }
            ],
            "achievement": {
                "id": f"{data.verification_url}#achievement",
                "type": ["Achievement"],
                "achievementType": "Award",
                "name": data.title,
                "description": data.citation,
                "criteria": {"narrative": f"Berita acara {data.decision_number}, {data.decision_date.isoformat()}"},
            },
        },
        "evidence": [_evidence(data)],
    }


def _evidence(data: CertificateData) -> dict[str, Any]:
    evidence = {"id": data.sealed_url, "type": ["Evidence"], "name": data.number}
    return {**evidence, "narrative": f"Segel digital (JWS, ES256): {data.seal}"} if data.seal else evidence
