#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# rmmod removes what it is told and nothing else.
. "$(dirname "$0")/../../lib.sh"

new_root
module a in=.
module b in=. depends=a
module long-name in=.

load() {
	run insmod a.ko
	run insmod b.ko
	run insmod long-name.ko
}

check 'a module by name'
load
run rmmod b
succeeds
silent
traces 'delete_module(b, O_NONBLOCK) = 0'
live a
absent b

check 'several, in the order given'
load
run rmmod b a
succeeds
traces 'delete_module(b, O_NONBLOCK) = 0
delete_module(a, O_NONBLOCK) = 0'

check 'all are tried'
load
run rmmod nothing a b a
fails
complains 'rmmod: ERROR: Module nothing is not currently loaded
rmmod: ERROR: Module a is in use by: b'
absent a b

check 'dashes and underscores are the same'
load
run rmmod long-name
succeeds
traces 'delete_module(long_name, O_NONBLOCK) = 0'
load
run rmmod long_name
succeeds

check 'a file names its module'
load
run rmmod ./long-name.ko
succeeds
traces 'delete_module(long_name, O_NONBLOCK) = 0'
load
run rmmod long-name.ko.xz
succeeds

check 'a name with a dot is no module'
load
run rmmod long-name.old
fails
complains 'rmmod: ERROR: Module long_name.old is not currently loaded'
live long_name

check '-w is accepted and changes nothing'
load
run rmmod -w long_name
succeeds
traces 'delete_module(long_name, O_NONBLOCK) = 0'

check '-v tells'
load
run rmmod -v long_name
succeeds
complains 'rmmod: INFO: removing module long_name'

finish
