"""Bank statements as banks write them, with as much as a test wants to say."""

SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."


def statement(*entries: str, version="08", account="PL61109010140000071219812874", repeat=1):
    """A whole file; repeat says how many statements with the same entries it holds."""
    one = (
        f"<Stmt><Id>7</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>"
        + "".join(entries)
        + "</Stmt>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{SPACE}{version}">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>{one * repeat}"
        "</BkToCstmrStmt></Document>"
    ).encode()


def entry(
    *,
    amount="5.00",
    sign="CRDT",
    currency="EUR",
    day="2026-03-10",
    status="BOOK",
    reversal=False,
    reference="",
    text="",
    name="Somebody",
    iban="LT000000",
    extra="",
    details="",
    version="08",
) -> str:
    """One entry; version 02 writes the state as bare text."""
    written = status if version == "02" else f"<Cd>{status}</Cd>"
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        + ("<RvslInd>true</RvslInd>" if reversal else "")
        + f"<Sts>{written}</Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        + (f"<AcctSvcrRef>{reference}</AcctSvcrRef>" if reference else "")
        + f"<NtryDtls><TxDtls><Refs>{extra}</Refs>{details}"
        f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr>"
        f"<DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def credit(amount: str, **words) -> str:
    return entry(amount=amount, **words)


def batch(amount: str, parts: list[tuple[str, str]]) -> str:
    """One entry of many parts, each (amount, remittance text)."""
    written = "".join(
        f'<TxDtls><Amt Ccy="EUR">{cents}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
        for cents, text in parts
    )
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
        "<BookgDt><DtTm>2026-03-10T09:00:00+01:00</DtTm></BookgDt>"
        f"<NtryDtls><Btch><NbOfTxs>{len(parts)}</NbOfTxs></Btch>{written}</NtryDtls></Ntry>"
    )
