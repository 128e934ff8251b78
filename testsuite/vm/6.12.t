#!/bin/sh
# SPDX-License-Identifier: 0BSD
# All topics of checks/ on Debian's kernel 6.12.
exec "$(dirname "$0")/tap" 6.12
