from importlib import import_module

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "experiments"

    def ready(self) -> None:
        # Here, since messaging may not know of experiments, and models must be there first.
        being_shown = import_module("messaging.being_shown")
        in_sight = import_module("experiments.in_sight")
        being_shown.also_shown(in_sight.shown_in_tests)
        being_shown.also_tested(in_sight.tests_running)
        match = import_module("experiments.message_match_continue")
        being_shown.also_shown(match.shown_to_those_who_came)
        links = import_module("messaging.link_of_text")
        links.also_carries(import_module("experiments.leads").carried_by)
        said = import_module("personas.what_tests_said")
        learned = import_module("experiments.learned_lessons")
        said.also_learned(learned.lessons, learned.lessons_by_pain)
        import_module("experiments.live_tables").offer_tables()
        hook = import_module("messaging.sharing.results_hook")
        hook.register_results(import_module("experiments.results_for_sheets").arm_lines)
        import_module("experiments.kept_reports").offer_reports()
