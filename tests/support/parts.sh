# Part of tests/run: one function a part, and how to count what it did.

part_fmt() {
    cargo fmt --all --check && echo "the formatting is rustfmt's"
}

part_clippy() {
    cargo clippy --locked -q --workspace --all-targets -- -D warnings && echo "no warnings"
}

part_unit() {
    local status=0
    if command -v cargo-nextest >/dev/null; then
        cargo nextest run --locked --workspace --no-fail-fast --status-level fail --final-status-level fail || status=1
        cargo test --locked -q --workspace --doc || status=1
    else
        cargo test --locked -q --workspace --no-fail-fast || status=1
    fi
    return $status
}

# The suites in Python: each writes what passed and failed to a file.
suite() {
    PYTHONPATH=tests "$python" -m pytest -c tests/pytest.ini --rootdir tests --junitxml="$logs/$1.xml" "tests/$1"
}
part_tidy() { suite tidy; }
part_commands() { suite commands; }
part_protocol() { suite protocol; }
part_faults() { suite faults; }

# Both engines on the same cells. What evcxr makes of them is on record; --all runs it again (a second a cell).
part_engines() {
    local status=0
    suite engines || status=1
    [ -z "$all" ] || "$python" tests/engines/record.py --check || status=1
    return $status
}
part_nbconvert() { suite nbconvert; }
part_handout() { suite handout; }
part_jupyterlab() { suite jupyterlab; }
part_clients() { suite clients; }

# Runs each notebook, compares with its committed outputs, and runs its sabotages. (What can be said of it without
# running it is a test of the part `tidy`.)
part_notebooks() {
    local list status=0
    mapfile -t list < <(grep . <<<"$NOTEBOOKS")
    "$PAPERCELL_BIN" check --no-lint --jobs 2 "${list[@]}" </dev/null || status=1
    "$PAPERCELL_BIN" check --mutants --jobs 2 "${list[@]}" </dev/null || status=1
    return $status
}

# Passed and failed tests of a part.  count PART LOG
count() {
    case $1 in
    fmt | clippy) if grep -qE '^(no warnings|the formatting is rustfmt)' "$2"; then echo 1 0; else echo 0 1; fi ;;
    unit) count_cargo "$2" ;;
    notebooks) count_rows "$2" ;;
    *) count_junit "$logs/$1.xml" ;;
    esac
}

# From the summaries of nextest (`45 tests run: 44 passed, 1 failed`) and of cargo test (`test result: ...`).
count_cargo() {
    awk '
        /tests? run: / || /^test result: / {
            for (i = 2; i <= NF; i++) {
                if ($i ~ /^passed/) passed += $(i - 1)
                if ($i ~ /^(failed|timed)/) failed += $(i - 1)
            }
        }
        END { print passed + 0, failed + 0 }' "$1"
}

# From the tables of `papercell check`: a row for each notebook and each sabotage, its verdict last.
count_rows() {
    awk '/^notebooks\/.*\.ipynb  / { if (/  (ok|caught)/) passed++; else failed++ } END { print passed + 0, failed + 0 }' "$1"
}

# From pytest's report; no report means that the suite did not even start.
count_junit() {
    [ -e "$1" ] || { echo 0 1; return; }
    "$python" - "$1" <<'EOF'
import sys
from xml.etree import ElementTree

suites = list(ElementTree.parse(sys.argv[1]).iter("testsuite"))
total, failures, errors, skipped = (
    sum(int(suite.get(key, 0)) for suite in suites) for key in ("tests", "failures", "errors", "skipped")
)
print(total - failures - errors - skipped, failures + errors)
EOF
}
