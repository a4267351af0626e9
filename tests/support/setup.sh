# Part of tests/run: what the suites need, installed or built when it is missing.

# Is any of the words of the second list in the first?  needs "a b c" b x
needs() {
    local have=" $1 " word
    shift
    for word in "$@"; do case $have in *" $word "*) return 0 ;; esac done
    return 1
}

# Installs Debian packages, as root or with a sudo that asks nothing.
apt_install() {
    local sudo=
    [ "$(id -u)" = 0 ] || sudo="sudo -n"
    if ! command -v apt-get >/dev/null || ! $sudo true 2>/dev/null; then
        echo "tests/run: please install: $* (there is no apt-get that this user may run)" >&2
        return 1
    fi
    echo "installing $*"
    local quiet=(-qq -o Dpkg::Use-Pty=0)
    DEBIAN_FRONTEND=noninteractive $sudo apt-get "${quiet[@]}" install -y --no-install-recommends "$@" >/dev/null ||
        { $sudo apt-get "${quiet[@]}" update >/dev/null &&
            DEBIAN_FRONTEND=noninteractive $sudo apt-get "${quiet[@]}" install -y --no-install-recommends "$@" >/dev/null; }
}

# The virtual environment of the suites, named after the versions that are asked for.
make_venv() {
    local constraints=assets/python/constraints.txt
    local packages=(jupyterlab jupyterlab_widgets nbconvert nbclient jupyter_client jupyter_kernel_test pytest pytest-timeout playwright flit_core
        jupyter-console papermill jupyter-kernel-gateway pexpect)
    venv=$PAPERCELL_HOME/venv-$(cat "$constraints" <(echo "${packages[*]}") | sha256sum | cut -c1-12)
    python=$venv/bin/python
    [ -e "$venv/complete" ] && return
    echo "making the virtual environment of the tests"
    rm -rf "$venv"
    python3 -m venv "$venv" &&
        "$python" -m pip install -q --disable-pip-version-check -c "$constraints" "${packages[@]}" &&
        touch "$venv/complete"
}

# The npm packages of a suite, named after their lock file. Without them its tests are skipped with the reason.
#   install_node_packages FOLDER NAME     sets PAPERCELL_NAME_MODULES, or PAPERCELL_NAME_MISSING to the reason
install_node_packages() {
    local from=$1 name=PAPERCELL_$2 folder why
    folder=$PAPERCELL_HOME/node-$(cat "$from/package-lock.json" "$from/.npmrc" | sha256sum | cut -c1-12)
    export "${name}_MODULES=$folder/node_modules" "${name}_MISSING="
    [ -e "$folder/complete" ] && return
    command -v npm >/dev/null || apt_install nodejs npm || { export "${name}_MISSING=there is no npm" && return; }
    echo "installing the npm packages of the tests"
    rm -rf "$folder" && mkdir -p "$folder" && cp "$from"/package*.json "$from/.npmrc" "$folder/"
    if why=$(cd "$folder" && npm ci --loglevel=error 2>&1 </dev/null); then
        touch "$folder/complete"
    else
        export "${name}_MISSING=$why"
        echo "tests/run: npm: $why" >&2
    fi
}

build_kernel() {
    echo "building the kernel (the first time takes minutes)"
    cargo build --locked -q
}

# The toolkit is compiled once for all suites, so that none of them waits for it unawares.
install_kernel() {
    "$PAPERCELL_BIN" install --prefix "$venv" --python "$python" </dev/null
}

# Everything that the parts in "$@" need.
prepare() {
    local parts="$*" start=$SECONDS
    if needs "$parts" clippy unit tidy commands protocol engines faults notebooks nbconvert handout jupyterlab clients; then
        # The build of QuickJS, which KaTeX runs on, applies patches.
        for tool in patch cc; do
            command -v $tool >/dev/null || apt_install "${tool/#cc/gcc}" || return 1
        done
    fi
    if needs "$parts" handout nbconvert jupyterlab clients; then
        command -v chromium >/dev/null || apt_install chromium || no_browser=1
        command -v pdftotext >/dev/null || apt_install poppler-utils || no_browser=1
    fi
    if needs "$parts" tidy commands protocol engines faults nbconvert handout jupyterlab clients; then make_venv || return 1; fi
    if needs "$parts" tidy commands protocol engines faults notebooks nbconvert handout jupyterlab clients; then build_kernel || return 1; fi
    if needs "$parts" tidy commands protocol engines faults nbconvert handout jupyterlab clients; then install_kernel || return 1; fi
    if needs "$parts" clients; then install_node_packages tests/clients/vscode NODE; fi
    if needs "$parts" handout; then install_node_packages tests/handout/node PAGE; fi
    choose_notebooks
    echo "prepared in $((SECONDS - start)) s"
}

# Which notebooks to run again: all of them when the kernel, the toolkit or an asset has changed since the last green
# run (or since the branch left main); otherwise those that changed and one by chance. Exported as NOTEBOOKS, a line each;
# those that front ends open as OPENED.
choose_notebooks() {
    local every base changed chosen
    every=$(git ls-files --cached --others --exclude-standard -- 'notebooks/*.ipynb' | sort)
    NOTEBOOKS=$every
    base=$(cat "$PAPERCELL_HOME/green" 2>/dev/null || git merge-base HEAD origin/main 2>/dev/null)
    if [ -z "$all" ] && git merge-base --is-ancestor "${base:-none}" HEAD 2>/dev/null &&
        { [ -e "$PAPERCELL_HOME/green" ] || [ "$base" != "$(git rev-parse HEAD)" ]; }; then
        changed=$( (git diff --name-only "$base" && git ls-files --others --exclude-standard) | grep -v '\.md$')
        if ! grep -qE '^(kernel|assets|notebooks/toy|Cargo)' <<<"$changed"; then
            chosen=$(grep -xF "$changed" <<<"$every")
            NOTEBOOKS=$(printf '%s\n' "$chosen" "$(grep -vxF "${chosen:-none}" <<<"$every" | by_chance 1)" | grep .)
            echo "notebooks: $(grep -c . <<<"$NOTEBOOKS") of $(grep -c . <<<"$every") (changed since ${base:0:8}, and one by chance; --all for all)"
        fi
    fi
    # A browser and nbconvert take a quarter of a minute for each: five by chance are opened there.
    OPENED=$NOTEBOOKS
    [ -n "$all" ] || OPENED=$(by_chance 5 <<<"$NOTEBOOKS")
    echo "opened in JupyterLab and by nbconvert: $(sed 's|.*/||; s|\.ipynb$||' <<<"$OPENED" | paste -sd ' ')"
    export NOTEBOOKS OPENED
}

# Some lines of the input, other ones at each commit, the same whenever that commit is tested: a failure comes back.
#   by_chance N
by_chance() { shuf -n "$1" --random-source=<(yes "$(git rev-parse HEAD)"); }

# After a full green run of a clean tree, the next run may skip notebooks that nothing can have changed.
remember_green() {
    [ -z "$(git status --porcelain)" ] && git rev-parse HEAD >"$PAPERCELL_HOME/green"
    return 0
}
