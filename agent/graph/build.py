"""The graph, made from the chain of stages: turn, then work, qc and gate of each, and the assistant beside the gates."""

from collections.abc import Iterable
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.graph.context import Context
from agent.graph.nodes import ASSISTANT, END, TURN, assistant, gate, gate_of, qc, qc_of, turn, work, work_of
from agent.graph.state import State
from agent.stages.base import Stage

Graph = CompiledStateGraph[State, Context, State, State]


def build(stages: Iterable[Stage], checkpointer: BaseCheckpointSaver[Any] | None = None) -> Graph:
    """Compile the machine. `destinations` draw the edges that the nodes take by Command."""
    chain = list(stages)
    works, gates = tuple(work_of(s.id) for s in chain), tuple(gate_of(s.id) for s in chain)
    graph = StateGraph(State, context_schema=Context)
    graph.add_node(TURN, turn, destinations=(*works, END))
    graph.add_node(ASSISTANT, assistant, destinations=(TURN, *gates))
    graph.add_edge(START, TURN)
    for place, stage in enumerate(chain):
        later = tuple(work_of(s.id) for s in chain[place + 1 :])
        here = (work_of(stage.id), qc_of(stage.id), gate_of(stage.id))
        graph.add_node(here[0], work(stage), destinations=(here[1], here[2], TURN, END))
        graph.add_node(here[1], qc(stage), destinations=(here[0], here[2], END))
        graph.add_node(here[2], gate(stage), destinations=(ASSISTANT, here[2], *later, END))
    return graph.compile(checkpointer=checkpointer)
