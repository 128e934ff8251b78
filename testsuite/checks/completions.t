#!/bin/bash
# SPDX-License-Identifier: 0BSD
# shellcheck disable=SC1091,SC2016
# The completions offer what --help says, and the right names.
cd "$(dirname "$0")/../.." || exit 1
. testsuite/checks/tap.sh

same 'all options are there (scripts/completions mends it)' "$(scripts/completions --check 2>&1)" ''
same 'zsh has a function for each kind of argument' "$(grep -oE ':_kmodbox_[A-Za-z]+' completions/_kmodbox | sort -u |
	while read -r name; do grep -q "^${name#:}() " completions/_kmodbox || echo "$name"; done)" ''
for shell in bash zsh fish; do
	file=completions/kmodbox.$shell
	[ $shell != zsh ] || file=completions/_kmodbox
	same "$shell understands $file" "$($shell -n "$file" 2>&1)" ''
done

# What bash offers for the last word of a line, which it cuts at "=".
. completions/kmodbox.bash
offers() {
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMPREPLY=()
	_kmodbox "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
	echo "${COMPREPLY[*]}"
}
root=$scratch/root
mkdir -p "$root/lib/modules/6.1.0-test" "$root/lib/modules/6.12.0-test"
printf '%s\n' 'kernel/fs/ext4/ext4.ko.xz: kernel/crc16.ko' 'kernel/sound/snd-hda-intel.ko:' 'kernel/sound/snd_two.ko:' \
	>"$root/lib/modules/6.1.0-test/modules.dep"
here="-d $root -S 6.1.0-test"

# shellcheck disable=SC2086
{
	same 'modules of a tree' "$(offers modprobe $here '')" 'ext4 snd-hda-intel snd_two'
	same 'with dashes' "$(offers modprobe $here snd-)" 'snd-hda-intel snd-two'
	same 'with underscores' "$(offers modprobe $here -D snd_)" 'snd_hda_intel snd_two'
	same 'releases' "$(offers modprobe -d "$root" --set-version = 6.12)" '6.12.0-test'
	same 'releases for depmod' "$(offers depmod -b "$root" '')" '6.1.0-test 6.12.0-test'
	same 'modules for modinfo' "$(offers /sbin/modinfo -b "$root" -k 6.1.0-test ex)" 'ext4'
}
same 'options' "$(offers modprobe --show-m)" '--show-modversions'
same 'options of a command of kmod' "$(offers kmod static-nodes --f)" '--format'
same 'what an option takes' "$(offers kmod static-nodes -f '')" 'human tmpfiles devname'
same 'files' "$(offers insmod ./Make)" './Makefile'
same 'commands' "$(offers kmodbox '')" "$(./kmodbox --list | tr '\n' ' ' | sed 's/ $//')"
same 'through kmodbox' "$(offers kmodbox modprobe --quie)" '--quiet'
same 'through both' "$(offers kmodbox kmod static-nodes --fo)" '--format'

# fish answers itself.
mkdir -p "$scratch/fish" "$scratch/bin" "$scratch/home"
for applet in kmodbox $(./kmodbox --list); do
	cp completions/kmodbox.fish "$scratch/fish/$applet.fish"
	ln -s "$PWD/kmodbox" "$scratch/bin/$applet"
done
fish_offers() {
	HOME=$scratch/home PATH=$scratch/bin:$PATH fish --no-config -c '
		set fish_complete_path $argv[1]
		complete -C $argv[2]' "$scratch/fish" "$1" | cut -f 1 | tr '\n' ' '
}
same 'fish: modules of a tree' "$(fish_offers "modprobe $here ")" 'ext4 snd-hda-intel snd_two '
same 'fish: with underscores' "$(fish_offers "modprobe $here snd_")" 'snd_hda_intel snd_two '
same 'fish: options' "$(fish_offers 'modprobe --show-m')" '--show-modversions '
same 'fish: what an option takes' "$(fish_offers 'kmod static-nodes -f ')" 'devname human tmpfiles '
same 'fish: through kmodbox' "$(fish_offers 'kmodbox modprobe --quie')" '--quiet '
echo "1..$count"
