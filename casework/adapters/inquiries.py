"""Questions to other authorities: credit data, business register, map."""

from typing import Any

from casework.adapters.web import WebDesk


class HttpInquiry:
    """A service asked in signed JSON over the web."""

    def __init__(self, url: str, key: str, *, patience: float) -> None:
        self.desk = WebDesk(url, key, patience=patience)

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Hand the question on."""
        return self.desk.ask(question)

    def test(self) -> str:
        """An empty question with the mark of a test."""
        return str(self.desk.ask({"test": True}).get("state", "ok"))


class SimulatedInquiry:
    """Gives the answers of the demo; the same question always has the same answer."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """The question with the answer of the demo, marked as such."""
        return {**question, **self.answer, "simulation": True}

    def test(self) -> str:
        """Says that nobody was asked."""
        return "simulation"
