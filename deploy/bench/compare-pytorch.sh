#!/usr/bin/env bash
# RefSpark beside PyTorch on this machine: deploy/bench/compare-pytorch.sh OUT.json [--quick]
# (--help tells all)
#
# Installs Debian's PyTorch where there is none. Environment:
#   PYTHON   another interpreter that has torch, torchvision, numpy and Pillow (/usr/bin/python3)
set -euo pipefail

say() { echo "compare: $*" >&2; }
fail() { say "$*"; exit 4; }

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-/usr/bin/python3}
packages=(python3-torch python3-torchvision python3-numpy python3-pil libopenblas0-openmp)
# Which BLAS Debian's PyTorch finds depends on the machine, and the reference one is many times
# slower; this one shares its threads with PyTorch's own.
openblas=/usr/lib/$(uname -m)-linux-gnu/openblas-openmp

has_torch() { "$python" -c 'import numpy, PIL, torch, torchvision' 2>/dev/null; }

install() {
  local as=()
  if [[ $(id -u) != 0 ]]; then as=(sudo); fi
  command -v apt-get >/dev/null ||
    fail "there is no apt-get; install PyTorch with torchvision, and set PYTHON to its interpreter"
  say "installing ${packages[*]}"
  if ! { "${as[@]}" apt-get update -q && "${as[@]}" apt-get install -q -y "${packages[@]}"; } >&2; then
    fail "apt-get could not install these; do it, or set PYTHON to an interpreter that has torch"
  fi
}

case " $* " in
  *" --help "* | *" -h "* | "  ") exec "$python" "$here/pytorch/compare.py" --scenes none --help ;;
esac

if [[ -n ${PYTHON:-} ]]; then
  has_torch || fail "$python cannot import torch, torchvision, numpy and PIL"
else
  if ! has_torch || [[ ! -d $openblas ]]; then install; fi
  has_torch || fail "$python cannot import torch and torchvision although they were installed"
  export LD_LIBRARY_PATH=$openblas${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONDONTWRITEBYTECODE=1
# The scenes that `refspark bench` draws by itself: seed 1, split train.
env -u LD_LIBRARY_PATH "$root/deploy/refspark" synthesize "out=$work/scenes" \
  scenes.seed=1 scenes.train=60 scenes.val=0 scenes.test=0 >&2 || fail "no scenes could be drawn, see above"
"$python" "$here/pytorch/compare.py" --scenes "$work/scenes" "$@"
