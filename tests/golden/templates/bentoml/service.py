import bentoml


@bentoml.service
class Upper:
    @bentoml.api
    def upper(self, text: str) -> str:
        return text.upper()
