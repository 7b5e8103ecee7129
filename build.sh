#!/usr/bin/env bash
# ./build.sh VERB: builds, shows and tests the whole repository. Each verb installs what it lacks and does nothing twice.
#   demo   run notebooks/01-mnist.ipynb in Jupyter → artifacts/demo/01-mnist.html
#   test   build everything, run every test; the last line reads 'N passed, N failed, N skipped'
#   lab    open the notebooks in Jupyter's own page with the C# kernel
#   pack   make the packages (and the stand-ins for what no feed has) → artifacts/feed
#   bench  print the side-by-side benchmarks
#   clean  delete artifacts/
set -euo pipefail
shopt -s nullglob
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDTERMINALLOGGER=off

state=artifacts/state
feed=artifacts/feed
standins=(TorchSharp TorchSharp-cpu TorchVision Microsoft.DotNet.Interactive Microsoft.DotNet.Interactive.CSharp
  Microsoft.DotNet.Interactive.PackageManagement Plotly.NET Plotly.NET.Interactive)
packages=(NNViz NNViz.Interactive NNViz.PlotlyNET NNViz.Jupyter)
notebook_tools=(libzmq5 jupyter-notebook jupyter-nbconvert jupyter-client python3-nbclient)
test_tools=(chromium python3-torch python3-torchvision python3-protobuf python3-jupyter-kernel-test python3-numpy)
native_tools=(g++ libtorch-dev libopenblas0) # what the TorchSharp stand-in is built with, and the benchmarks' own program

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
die() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

# Installs the named Debian packages that are missing.
install() {
  command -v dpkg-query >/dev/null || { say "No dpkg here: $* must be installed by other means."; return; }
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local root=(); [ "$(id -u)" = 0 ] || root=(sudo)
  say "Installing ${missing[*]}"
  local log; log=$(mktemp)
  { "${root[@]}" apt-get -q update && DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get -qy -o DPkg::Lock::Timeout=300 \
      install --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 ||
    { tail -20 "$log" >&2; die "cannot install ${missing[*]}: install them by hand, then run this again"; }
  rm -f "$log"
}

require() { command -v "$1" >/dev/null || die "$1 is missing: install $2, then run this again"; }

toolchain() {
  require dotnet 'the .NET 10 SDK'
  require npm 'Node.js 20 or later'
  mkdir -p "$state" "$feed"
}

# changed NAME PATH...: raises the revision of NAME when the content of the paths has changed; true when it has.
# A revision is a count because NuGet caches packages by version.
changed() {
  local name=$1 file="$state/$1.revision" digest old=none revision=0; shift
  digest=$(find "$@" -type f -not -path '*/node_modules/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
  [ ! -f "$file" ] || read -r revision old <"$file"
  [ "$digest" != "$old" ] || [ ! -f "$state/$name.packed" ] || return 1
  [ "$digest" = "$old" ] || echo "$((revision + 1)) $digest" >"$file"
  rm -f "$state/$name.packed"
}
revision() { cut -d' ' -f1 "$state/$1.revision"; }

# Which stand-ins are wanted: those whose id no source but ours has. NuGet itself is asked, outside this folder's nuget.config.
wanted_standins() {
  local answer="$state/wanted" sources probe log id
  sources=$(dotnet nuget list source --format Short | grep -v "$feed" | sha256sum | cut -c1-16)
  if [ ! -f "$answer" ] || [ "$(head -n1 "$answer")" != "$sources" ]; then
    probe=$(mktemp -d)
    { echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>'
      for id in "${standins[@]}"; do echo "<PackageReference Include=\"$id\" Version=\"*-*\" />"; done
      echo '</ItemGroup></Project>'; } >"$probe/probe.csproj"
    log=$(dotnet restore "$probe/probe.csproj" 2>&1 || true)
    rm -rf "$probe"
    echo "$sources" >"$answer"
    for id in "${standins[@]}"; do
      if grep -qE "NU1301|NU1101: Unable to find package $id\. " <<<"$log"; then echo "$id" >>"$answer"; fi
    done
    grep -q NU1301 <<<"$log" && say 'No package source could be reached: using the stand-ins.' && sed -i 1s/.*/offline/ "$answer"
  fi
  tail -n +2 "$answer"
}

pack_standins() {
  local wanted id; wanted=$(wanted_standins)
  for id in "${standins[@]}"; do
    grep -qx "$id" <<<"$wanted" || rm -f "$feed/$id".[0-9]*standin*.nupkg
  done
  [ -n "$wanted" ] || return 0
  install "${native_tools[@]}"
  changed standins standins Directory.Build.props Directory.Packages.props "$state/wanted" || return 0
  say "Packing stand-ins, revision $(revision standins)"
  rm -f "$feed"/*-standin.*.nupkg "$feed"/*-alpha.standin.*.nupkg
  rm -f "$state/packages.packed"
  for id in "${standins[@]}"; do
    if grep -qx "$id" <<<"$wanted" && [ -d "standins/$id" ]; then
      quiet dotnet pack "standins/$id" -c Release -p:StandinRevision="$(revision standins)"
    fi
  done
  touch "$state/standins.packed"
}

# The versions of what is built, the same for packages and tests so that nothing is compiled twice. What is built against a stand-in is for this
# feed only, and says so in its version.
versions() {
  [ -n "$(wanted_standins)" ] || return 0
  echo "-p:StandinRevision=$(revision standins) -p:VersionSuffix=standin.$(revision packages)"
}

pack() {
  toolchain
  pack_standins
  changed packages src Directory.Build.props Directory.Packages.props "$state/"standins.revision* || return 0
  say "Packing NNViz, revision $(revision packages)"
  local id
  for id in "${packages[@]}"; do
    rm -f "$feed/$id".[0-9]*.nupkg
    # --force: NuGet does not look for a higher floating version by itself.
    # shellcheck disable=SC2046  # several arguments, or none
    [ ! -d "src/$id" ] || quiet dotnet pack --force "src/$id" -c Release $(versions)
  done
  touch "$state/packages.packed"
}

# Runs a command, and shows its output only when it fails.
quiet() {
  local log; log=$(mktemp)
  "$@" >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; die "failed: $*"; }
  rm -f "$log"
}

nnviz() { dotnet artifacts/bin/NNViz.Jupyter/release/NNViz.Jupyter.dll "$@"; }

# Makes the C# kernel known to the Jupyter commands that this script starts, and to no other.
kernel() {
  install "${notebook_tools[@]}"
  pack
  quiet nnviz jupyter install --prefix "$PWD/artifacts/jupyter"
  export JUPYTER_PATH="$PWD/artifacts/jupyter/share/jupyter"
  # Where the digits are already, the tutorial need not fetch them.
  [ ! -d ../shared/data/mnist ] || export NNVIZ_DATA="${NNVIZ_DATA:-$PWD/../shared/data/mnist}"
}

# run_notebook NAME: notebooks/NAME.ipynb → artifacts/demo/NAME.html and NAME.dark.html, run and converted by the system's Jupyter.
run_notebook() {
  local out=artifacts/demo log="artifacts/demo/$1.log"
  mkdir -p "$out"
  say "Running notebooks/$1.ipynb in Jupyter"
  { nbconvert --to notebook --execute --ExecutePreprocessor.timeout=600 --output-dir "$out" "notebooks/$1.ipynb" &&
    nbconvert --to html "$out/$1.ipynb" &&
    nbconvert --to html --theme dark --output "$1.dark.html" "$out/$1.ipynb"; } >"$log" 2>&1 || { tail -40 "$log" >&2; die "notebooks/$1.ipynb failed"; }
}
nbconvert() { /usr/bin/python3 -m nbconvert "$@"; }

demo() {
  kernel
  run_notebook 01-mnist
  echo "artifacts/demo/01-mnist.html"
}

lab() {
  kernel
  local root=(); [ "$(id -u)" = 0 ] && root=(--allow-root)
  exec /usr/bin/python3 -m notebook --notebook-dir notebooks "${root[@]}" "$@"
}

# tally FILE LABEL: adds a test run's own counts to the totals. A run that counted nothing is a failure.
passed=0 failed=0 skipped=0
tally() {
  local file=$1 label=$2 p f s t
  if t=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$file" | tail -1) && [ -n "$t" ]; then
    local e n
    read -r n e f s <<<"$(grep -oE '[0-9]+' <<<"$t" | xargs)"
    f=$((f + e)); p=$((n - f - s))
  else
    p=$(sed -nE 's/^# pass ([0-9]+)$/\1/p' "$file" | tail -1); f=$(sed -nE 's/^# fail ([0-9]+)$/\1/p' "$file" | tail -1)
    s=$(sed -nE 's/^# skipped ([0-9]+)$/\1/p' "$file" | tail -1)
  fi
  [ "${p:-0}" -gt 0 ] || [ "${f:-0}" -gt 0 ] || { say "$label ran no test"; f=1; }
  passed=$((passed + ${p:-0})); failed=$((failed + ${f:-0})); skipped=$((skipped + ${s:-0}))
  say "$label: ${p:-0} passed, ${f:-0} failed, ${s:-0} skipped"
}

# run_tests LABEL COMMAND...: runs it, shows its output, and counts; a crash counts as a failure. What failed is said again at the very end.
failures=''
run_tests() {
  local label=$1 log="artifacts/test-$1.log" code=0; shift
  "$@" 2>&1 | tee "$log" || code=$?
  local before=$failed
  tally "$log" "$label"
  [ "$code" = 0 ] || [ "$failed" -gt "$before" ] || { failed=$((failed + 1)); say "$label ended with code $code"; }
  [ "$failed" = "$before" ] || failures+="$label:"$'\n'"$(grep -aE -A15 '\[FAIL\]|^not ok ' "$log" || tail -20 "$log")"$'\n'
}

check_format() {
  local solution
  for solution in standins/Standins.sln NNViz.Interactive.sln; do
    dotnet format "$solution" --no-restore --verify-no-changes || return 1
  done
  echo '# pass 1'
}

tests() {
  # The tests of the stand-ins build them, whether or not a feed has the packages that they stand in for.
  install "${test_tools[@]}" "${native_tools[@]}"
  kernel
  say 'Building'
  quiet dotnet restore --force standins/Standins.sln
  quiet dotnet restore --force NNViz.Interactive.sln
  # shellcheck disable=SC2046
  quiet dotnet build NNViz.Interactive.sln -c Release --no-restore $(versions)
  run_tests format check_format
  local project
  for project in tests/*/*.csproj; do
    project=$(basename "$project" .csproj)
    run_tests "$project" "artifacts/bin/$project/release/$project"
  done
  for notebook in notebooks/*.ipynb; do
    run_notebook "$(basename "$notebook" .ipynb)"
  done
  run_tests web npm --prefix src/web --silent test
  [ "$failed" = 0 ] || printf '\nWhat failed:\n%s\n' "$failures"
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
}

bench() {
  kernel
  install python3-ipykernel python3-torch "${native_tools[@]}"
  mkdir -p artifacts/bench
  g++ -std=c++17 -O2 bench/torch_tiny.cpp -o artifacts/bench/torch_tiny -ltorch_cpu -lc10
  # shellcheck disable=SC2046
  quiet dotnet build --force bench/NNViz.Bench -c Release $(versions)
  artifacts/bin/NNViz.Bench/release/NNViz.Bench
  export PYDEVD_DISABLE_FILE_VALIDATION=1 # ipykernel's debugger is talkative otherwise
  /usr/bin/python3 bench/kernel_start.py
  /usr/bin/python3 bench/kernel.py
}

case ${1:-} in
  demo | lab | pack | bench) "$@" ;;
  test) shift; tests "$@" ;;
  clean) rm -rf artifacts/*; git checkout -q -- artifacts/feed 2>/dev/null || mkdir -p "$feed" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
