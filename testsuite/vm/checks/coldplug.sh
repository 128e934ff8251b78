# SPDX-License-Identifier: 0BSD
# The line that small systems load their drivers with at boot.
#
# modules: virtio_pci virtio_net

line="find /sys -name modalias -print0 | xargs -0 sort -u | tr '\\n' '\\0' | xargs -0 modprobe -abq"

# Its exit code tells nothing: some devices never have a driver. It runs twice, for drivers find new devices.
check 'one call for all devices, and one for those that it found'
run_script 'find /sys -name modalias | wc -l'
run_traced sh -c "$line"
silent
called "^f*init_module.* = 0$"
run_traced sh -c "$line"
silent
live virtio_net
run ls /sys/class/net
says '^eth0$'

check 'then there is nothing to do'
run_traced sh -c "$line"
silent
not_called init_module

check 'with the names on standard input'
run modprobe -r virtio_net
absent virtio_net
run_script 'find /sys -name modalias -print0 | xargs -0 sort -u | modprobe -q -b --stdin'
silent
live virtio_net
