"""What donors, banks and Stripe itself do to an account, one method for each act."""

from collections.abc import Callable

from donations.standin import disputes, payments, payouts, refunds
from donations.standin.account import Account, snapshot


class Bank:
    """Every act returns the events that it caused, in order, once each of them was sent.

    Acts that Stripe would refuse raise Refusal and change nothing. Payments are named by their
    session, everything else by its own id.
    """

    account: Account

    def pay(self, session_id: str, *, confirmed: bool = False) -> list[dict]:
        """Pay by card; `confirmed` means that the donor's bank asked first."""
        return self._act(payments.pay, session_id, confirmed=confirmed)

    def pay_by_debit(self, session_id: str) -> list[dict]:
        """Pay by bank debit: complete but unpaid until `settle` or `fail`."""
        return self._act(payments.pay_by_debit, session_id)

    def settle(self, session_id: str) -> list[dict]:
        """The bank debit was collected."""
        return self._act(payments.settle, session_id)

    def fail(self, session_id: str, *, credited: bool = False) -> list[dict]:
        """The bank debit could not be collected; `credited`: Stripe had counted on it."""
        return self._act(payments.fail, session_id, credited=credited)

    def decline(self, session_id: str) -> list[dict]:
        """The card is declined; the session stays open."""
        return self._act(payments.decline, session_id)

    def expire(self, session_id: str) -> list[dict]:
        """The session is over without a payment."""
        return self._act(payments.expire, session_id)

    def expire_due(self) -> list[dict]:
        """Expire every session whose time is over."""
        return payments.expire_due(self.account)

    def refund(
        self, session_id: str, cents: int | None = None, *, fee_returned: bool = False
    ) -> list[dict]:
        """Give back `cents` of a paid session, or all that is left; its fee too, if it returns."""
        charge_id = self._charge_id(session_id)
        return self._act(refunds.refund, charge_id, cents=cents, fee_returned=fee_returned)

    def fail_refund(self, refund_id: str) -> list[dict]:
        """The refund came back: the account has the money again."""
        return self._act(refunds.fail_refund, refund_id)

    def dispute(
        self,
        session_id: str,
        cents: int | None = None,
        *,
        inquiry: bool = False,
        withdraw: bool = True,
    ) -> list[dict]:
        """The donor's bank takes `cents` back, or all that is left; an inquiry only asks.

        With `withdraw` false the money is taken by `withdraw_funds`.
        """
        charge_id = self._charge_id(session_id)
        return self._act(
            disputes.dispute, charge_id, cents=cents, inquiry=inquiry, withdraw=withdraw
        )

    def withdraw_funds(self, dispute_id: str) -> list[dict]:
        """The money of a dispute is taken; an inquiry becomes a formal dispute by it."""
        return self._act(disputes.withdraw_funds, dispute_id)

    def review(self, dispute_id: str) -> list[dict]:
        """The organisation has answered, and the bank is reading."""
        return self._act(disputes.review, dispute_id)

    def win(self, dispute_id: str, *, fee_returned: bool = False) -> list[dict]:
        """The organisation gets the disputed money back; the fee on some accounts only."""
        return self._act(disputes.win, dispute_id, fee_returned=fee_returned)

    def lose(self, dispute_id: str) -> list[dict]:
        """The donor keeps the disputed money."""
        return self._act(disputes.lose, dispute_id)

    def close_inquiry(self, dispute_id: str) -> list[dict]:
        """The bank asked, and nothing came of it."""
        return self._act(disputes.close_inquiry, dispute_id)

    def prevent(self, dispute_id: str) -> list[dict]:
        """The dispute is settled before any money is taken."""
        return self._act(disputes.prevent, dispute_id)

    def warn_of_fraud(self, session_id: str) -> list[dict]:
        """The card's issuer thinks that somebody else paid with it."""
        return self._act(disputes.warn_of_fraud, self._charge_id(session_id))

    def pay_out(self, *, early: bool = True) -> list[dict]:
        """Everything in the balance goes to the bank; not `early`: only what is available."""
        return self._act(payouts.pay_out, early=early)

    def fail_payout(self, payout_id: str) -> list[dict]:
        """The bank sent a payout back."""
        return self._act(payouts.fail_payout, payout_id)

    def charge_fee(self, cents: int) -> list[dict]:
        """Stripe takes a fee that belongs to no payment. There is no event."""
        return self._act(payouts.charge_fee, cents)

    def return_fee(self, cents: int) -> list[dict]:
        """Stripe gives back a fee that belongs to no payment. There is no event."""
        return self._act(payouts.return_fee, cents)

    def _act(self, act: Callable[..., list[dict]], *args, **kwargs) -> list[dict]:
        self.expire_due()
        told = snapshot(act(self.account, *args, **kwargs))
        self._wait_for_first_tries(told)
        return told

    def _charge_id(self, session_id: str) -> str:
        return payments.charge_of(self.account, session_id)["id"]

    def _wait_for_first_tries(self, events: list[dict]) -> None:
        """Whoever knows a webhook waits here until it was told."""
        raise NotImplementedError
