# A stand-in for pip: sh fakePip.sh BEHAVIOUR WHEEL LOG, then pip's own arguments. Each download adds a line to LOG.
behaviour=$1 wheel=$2 log=$3 command=$4
[ "$command" = --version ] && exit 0
shift 4
first=yes
[ -s "$log" ] && first=no
echo "$$ $*" >>"$log"
while [ "$1" != --dest ]; do shift; done
target=$2

case $behaviour-$first in
  fail-yes | fail-no | fail-once-yes)
    printf 'Looking in indexes\nERROR: No matching distribution found for tensorflow\n[notice] A new release\n' >&2
    exit 1
    ;;
  killed-*) kill -9 $$ ;;
  hang-*)
    head -c 1000 "$wheel" >"$TMPDIR/half.whl"
    # A child, as pip has them: it has to end too.
    sleep 1000
    ;;
  nothing-*) ;;
  truncated-yes | truncated-no | truncated-once-yes)
    mkdir -p "$target"
    head -c 500 "$wheel" >"$target/tensorflow.whl"
    ;;
  *)
    mkdir -p "$target"
    cp "$wheel" "$target/tensorflow.whl"
    ;;
esac
