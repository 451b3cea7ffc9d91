# A stand-in for Node running the package's installer: leaves a binding and a library in the folder it is started in.
mkdir -p deps/lib lib/napi-v8
echo 'older library' >deps/lib/libtensorflow.so.2
echo 'not a library' >deps/lib/notes.txt
printf 'prebuilt by %s' "$*" >lib/napi-v8/tfjs_binding.node
