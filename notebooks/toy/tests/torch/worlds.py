"""Trajectories of Gymnasium 1.4.0 (`pip install gymnasium`), to hold the control problems against.

Starts and actions are fixed here; each case holds the start, the actions, and a row a step: what was seen, the reward,
whether the episode ended.
"""

import gymnasium
import numpy
import torch
from write import write


def trajectory(name: str, start: list[float], actions: list) -> dict:
    """Steps through the bare equations in f64, without Gymnasium's own time limit."""
    world = gymnasium.make(name).unwrapped
    world.reset(seed=0)
    world.state = numpy.array(start, dtype=numpy.float64)
    world.last_u = None
    rows = []
    for action in actions:
        _, reward, terminated, _, _ = world.step(action)
        # Gymnasium rounds what is seen to f32; its state is whole.
        rows.append([*map(float, world.state), float(reward), float(terminated)])
        if terminated:
            break
    numbers = torch.tensor([float(numpy.ravel(a)[0]) for a in actions])
    return {"start": torch.tensor(start), "actions": numbers, "steps": torch.tensor(rows)}


pushes = [1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
torques = [numpy.array([2.5 * numpy.sin(0.9 * t)]) for t in range(30)]
pedals = [2 if t % 37 < 20 else 0 for t in range(40)]
write(
    __file__,
    {
        "cart_pole": trajectory("CartPole-v1", [0.03, -0.2, 0.04, 0.1], pushes),
        "pendulum": trajectory("Pendulum-v1", [2.9, 4.0], torques),
        "mountain_car": trajectory("MountainCar-v0", [0.3, 0.05], pedals),
        "mountain_wall": trajectory("MountainCar-v0", [-1.1, -0.05], pedals),
    },
)
