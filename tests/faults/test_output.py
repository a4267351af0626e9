"""Output that is not text, or looks like something it is not."""

RAW = "{ use std::io::Write; let mut out = std::io::stdout(); out.write_all(%s).unwrap(); out.flush().unwrap(); }"


def test_bytes_that_are_no_text_do_not_shift_later_outputs(kernel):
    outcome = kernel.ok(RAW % r'b"a\xffb\xfe\n"')
    assert outcome.text() == "a\ufffdb\ufffd\n"
    for i in range(3):
        assert kernel.ok(f'println!("line {i}"); {i}').text() == f"line {i}\n"


def test_a_character_that_comes_in_two_pieces_is_put_together(kernel):
    pause = "std::thread::sleep(std::time::Duration::from_millis(300));"
    code = RAW % r'b"\xf0\x9f"' + pause + RAW % r'b"\xa6\x80\n"'
    assert kernel.ok(code).text() == "🦀\n"


def test_a_frame_without_the_right_token_is_text(kernel):
    fake = r'b"\x1b]papercell;0000;16;{\"verdict\":{}}   \n"'
    outcome = kernel.ok(RAW % fake)
    assert outcome.of("display_data") == []
    assert "verdict" in outcome.text()


def test_a_frame_that_is_no_json_is_told_and_harms_nobody(kernel):
    code = """
{
    use std::io::Write;
    let token = std::env::var("PAPERCELL_TOKEN").unwrap();
    let mut out = std::io::stdout().lock();
    write!(out, "\\x1b]papercell;{token};5;{{no}}").unwrap();
    write!(out, "!after\\n").unwrap();
    out.flush().unwrap();
}
"""
    kernel.run(code)
    assert kernel.ok('println!("fine"); 3').text() == "fine\n"


def test_what_evcxr_would_take_for_its_own_is_only_text(kernel):
    for line in ("EVCXR_EXECUTION_COMPLETE", "EVCXR_PANIC_NOTIFICATION", "EVCXR_VARIABLE_CHANGED_TYPE"):
        assert line in kernel.ok(f'println!("{line}"); 1').text()
        assert kernel.ok("2").result == "2"


def test_a_null_byte_and_escape_codes_pass(kernel):
    assert kernel.ok('println!("a\\0b \\x1b[31mred\\x1b[0m");').text() == "a\0b \x1b[31mred\x1b[0m\n"


def test_a_closed_standard_output_does_not_hang_the_kernel(kernel):
    kernel.ok("fn kept() -> i32 { 7 }")
    code = 'extern "C" { fn close(fd: i32) -> i32; }\nunsafe { close(1) };'.replace("extern", "unsafe extern")
    kernel.run(code, timeout=60)
    assert kernel.ok('println!("heard"); kept()', timeout=60).text() == "heard\n"
