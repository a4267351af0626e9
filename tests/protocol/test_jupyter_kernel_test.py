"""Jupyter's own conformance suite: every reply against its schema, and all features that we claim."""

from jupyter_kernel_test import IopubWelcomeTests, KernelTests, msgspec_v5

# The suite's schemas are older than the welcome (JEP 65), which it would trip over wherever one arrives late.
msgspec_v5.schema_fragments.setdefault(
    "iopub_welcome", {"properties": {"subscription": {"type": "string"}}}
)


class TestKernel(KernelTests):
    kernel_name = "papercell"
    language_name = "rust"
    file_extension = ".rs"
    code_hello_world = 'println!("hello, world");'
    code_stderr = 'eprintln!("oh");'
    completion_samples = [{"text": "%%", "matches": {"%%paper", "%%tex"}}, {"text": "std::mem::swa"}]
    complete_code_samples = ["1", "let a = 1;", "fn f() {\n}", "println!(\"{\");", "%%tex\nx^2\n"]
    incomplete_code_samples = ["fn f() {", "foo(1,", "let s = \"", "/* ", "let x =", "%%tex\nx^2"]
    invalid_code_samples = ["foo)", "let let = 1;"]
    code_generate_error = 'panic!("boom")'
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": '"a".repeat(3)', "result": '"aaa"'},
        {"code": "2 * 21", "result": "42"},
        {"code": "6 * 7", "result": "42"},
        {"code": "40 + 2", "result": "42"},
    ]
    code_display_data = [
        {"code": "%%tex\nx^2", "mime": "text/latex"},
        {"code": 'toy::prelude::display(&toy::prelude::tex("x^2"));', "mime": "text/markdown"},
    ]
    code_history_pattern = "1 ? 2"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "std::mem::swap"
    code_clear_output = "toy::prelude::clear_output(false);"
    code_page_something = "?:dep"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        # The suite waits 15 s for a reply; the engine may still be warming up.
        cls.kc.execute_interactive("()", timeout=120, output_hook=lambda message: None)


class TestWelcome(IopubWelcomeTests):
    kernel_name = "papercell"
    support_iopub_welcome = True


# The suite's base classes are imported, and would be collected a second time.
del KernelTests, IopubWelcomeTests

