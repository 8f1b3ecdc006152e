#!/usr/bin/env bash
# Checks batches on the GPU of this machine against the CPU: takes the program `gpu_check` from beside this script or from the
# release build, and NVRTC from the folder `nvrtc` beside it, the toolkit, or Python's packages.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
for program in "$here/gpu_check" "$here/../../target/release/examples/gpu_check"; do
    [ -x "$program" ] && break
done
folders=("$here/nvrtc" /usr/local/cuda*/lib64 /usr/local/cuda*/targets/*/lib /usr/local/nvidia/lib64)
if command -v python3 >/dev/null; then
    site=$(python3 -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
    folders+=("$site"/nvidia/cu*/lib "$site"/nvidia/cuda_nvrtc/lib)
fi
for folder in "${folders[@]}"; do
    if compgen -G "$folder/libnvrtc.so*" >/dev/null; then
        echo "NVRTC: $folder"
        export LD_LIBRARY_PATH="$folder:${LD_LIBRARY_PATH:-}"
        break
    fi
done
command -v nvidia-smi >/dev/null && nvidia-smi --query-gpu=name,driver_version --format=csv,noheader || true
exec "$program" "$@"
