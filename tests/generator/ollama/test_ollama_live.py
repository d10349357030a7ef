"""A real Ollama, where one answers and the environment says so: the same calls as everywhere else, no fake.

TORCHDECK_TEST_LIVE=1 TORCHDECK_MODEL=llama3.2:3b python -m pytest tests/generator/ollama/test_ollama_live.py
"""

import json
import os

import pytest

from app.config import Settings
from app.generator.model.seam import Deadline, Finish, ModelError
from app.generator.ollama.conformance import observe
from app.services.installed_models import installed_models
from tests.generator.ollama.asking import Asking, settings_for

pytestmark = [
    pytest.mark.skipif(not os.environ.get("TORCHDECK_TEST_LIVE"), reason="needs TORCHDECK_TEST_LIVE=1 and an Ollama"),
    pytest.mark.usefixtures("models_loop"),
]
PATIENT = Deadline(first_frame=300.0, between_frames=60.0, total=600.0)


@pytest.fixture
def live() -> Settings:
    settings = Settings()
    try:
        installed_models(settings.ollama_host)
    except ModelError as error:
        pytest.skip(str(error))
    return settings


def test_it_does_what_torchdeck_counts_on(live: Settings) -> None:
    found = observe(settings_for(live.ollama_host, model=live.model), nonce=os.urandom(8).hex(), say=print)
    assert {each.name: each.finding for each in found if not each.ok} == {}


async def test_it_writes_cards_in_the_form_asked_for(live: Settings) -> None:
    asking = Asking(live.ollama_host).settings(model=live.model)
    completion = await asking(deadline=PATIENT)
    await asking.close()
    assert completion.finish is Finish.STOP
    assert {"a_quote", "b_kind", "c_question", "d_answer"} == set(json.loads(completion.text)["cards"][0])
    assert completion.prompt_tokens
