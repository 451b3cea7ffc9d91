# A stand-in for g++: sh fakeCompiler.sh BEHAVIOUR LOG, then the compiler's own arguments.
behaviour=$1 log=$2
shift 2
[ "$1" = --version ] && exit 0
echo "$$ $*" >>"$log"
for argument; do
  case $argument in
    *.cc | *.so.2) [ -e "$argument" ] || missing=$argument ;;
  esac
  [ "$previous" = -o ] && output=$argument
  previous=$argument
done

if [ "$behaviour" = fail ] || [ "$missing" ]; then
  printf 'x.cc:1:10: fatal error: %s: No such file\ncompilation terminated.\n' "${missing:-node_api.h}" >&2
  exit 1
fi
[ "$behaviour" = hang ] && sleep 1000
echo binding >"$output"
