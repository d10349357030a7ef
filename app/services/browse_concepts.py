"""Concepts beside the learner's own cards and notes. Changes nothing."""

from dataclasses import dataclass

from app.concepts.catalogue import Catalogue, Topic
from app.db import browse_concepts as store
from app.db.browse_concepts import ConceptCounts, NamingSection
from app.db.engine import Database
from app.domain import Concept, Learner

MOST_SECTIONS = 20


@dataclass(frozen=True, slots=True)
class KnownConcept:
    """A concept, and how its cards stand."""

    concept: Concept
    counts: ConceptCounts


@dataclass(frozen=True, slots=True)
class TopicMap:
    """A topic with its concepts in teaching order."""

    topic: Topic
    concepts: tuple[KnownConcept, ...]


@dataclass(frozen=True, slots=True)
class ConceptView:
    """One concept with its neighbours in the topic and the learner's sections that name it."""

    concept: Concept
    topic: Topic
    counts: ConceptCounts
    sections: tuple[NamingSection, ...]
    before: Concept | None
    after: Concept | None


def map_concepts(db: Database, learner: Learner, catalogue: Catalogue) -> tuple[TopicMap, ...]:
    """Every topic of the catalogue with the counts of the learner's cards."""
    with db.read() as connection:
        counts = store.concept_counts(connection, learner.id)
    return tuple(
        TopicMap(topic, tuple(KnownConcept(each, counts.get(each.id, ConceptCounts())) for each in topic.concepts))
        for topic in catalogue.topics
    )


def open_concept(db: Database, learner: Learner, catalogue: Catalogue, concept_id: str) -> ConceptView:
    """One concept and what surrounds it.

    Raises:
        NotFoundError: the catalogue has no such concept.
    """
    concept = catalogue.get(concept_id)
    before, after = catalogue.neighbours(concept_id)
    with db.read() as connection:
        counts = store.concept_counts(connection, learner.id).get(concept_id, ConceptCounts())
        sections = store.sections_naming(connection, learner.id, concept_id, MOST_SECTIONS)
    return ConceptView(concept, catalogue.topic_of(concept_id), counts, tuple(sections), before, after)
