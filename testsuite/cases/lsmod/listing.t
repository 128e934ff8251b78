#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# The list of loaded modules, from one reading of /proc/modules.
. "$(dirname "$0")/../../lib.sh"

new_root
module a in=.
module b in=. depends=a
module c in=. depends=a --no-exit

check 'nothing is loaded'
run lsmod
succeeds
prints 'Module                  Size  Used by'
complains ''

check 'sizes, counts and users, the newest module first'
run insmod a.ko
run insmod b.ko
run lsmod
succeeds
prints 'Module                  Size  Used by
b                      16384  0
a                      16384  1 b'
untouched

check 'several users, the newest first; permanent is no user'
run insmod c.ko
run lsmod
succeeds
prints 'Module                  Size  Used by
c                      16384  0
b                      16384  0
a                      16384  2 c,b'

check 'no blanks at the ends of lines'
holds sh -c '! grep -q " $" "$0"' "$out"

check 'long names and large numbers keep their columns apart'
cat >proc/modules <<'END'
a_name_of_fifty_five_bytes_as_long_as_any_module_has_it 4294967296 100 x, Live 0x0 (OE)
m 1 0 - Loading 0x0
END
run lsmod
prints 'Module                  Size  Used by
a_name_of_fifty_five_bytes_as_long_as_any_module_has_it 4294967296  100 x
m                          1  0'

check 'a module that goes away meanwhile'
echo 'nvidia 4096 -1 - Unloading 0x0' >proc/modules
run lsmod
succeeds
prints 'Module                  Size  Used by
nvidia                  4096  0'

check 'a kernel that cannot unload'
echo 'm 4096 - - Live 0x0' >proc/modules
run lsmod
prints 'Module                  Size  Used by
m                       4096  -2'

check 'nonsense is passed over'
printf '\000\nx\nm 4096 0 - Live 0x0\n1 2 3' >proc/modules
run lsmod
succeeds
prints 'Module                  Size  Used by
m                       4096  0'

check 'no /proc'
rm proc/modules
run lsmod
fails
prints ''
complains "lsmod: ERROR: could not get list of modules: could not open '/proc/modules': No such file or directory"

check 'no operands'
run lsmod x
fails
complains 'lsmod: ERROR: too many arguments provided.'

finish
