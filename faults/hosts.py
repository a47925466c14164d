from faults.report import Scenario
SCENARIOS: dict[str, Scenario] = {}
