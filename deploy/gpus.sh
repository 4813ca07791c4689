#!/usr/bin/env bash
# Tells Spark which GPUs a machine has: spark.worker.resource.gpu.discoveryScript (standalone) or
# spark.executor.resource.gpu.discoveryScript (YARN, Kubernetes).
set -euo pipefail
addresses=$(nvidia-smi --query-gpu=index --format=csv,noheader | sed 's/.*/"&"/' | paste -s -d ,)
echo "{\"name\": \"gpu\", \"addresses\": [$addresses]}"
