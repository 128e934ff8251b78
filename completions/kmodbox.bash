# SPDX-License-Identifier: 0BSD
# shellcheck shell=bash
# Completion for bash, of kmodbox and all its commands. scripts/completions keeps the options up to date.

# All options of a command; one that takes an argument is followed by "=" and what that is.
# from --help
_kmodbox_commands="depmod insmod lsmod modinfo modprobe rmmod kmod ksyms"
_kmodbox_options() {
	case $1 in
	"kmodbox")
		echo "--list --install -f --force -V --version -h --help" ;;
	"depmod")
		echo "-a --all -A --quick --incremental -n --show --verify --strict -b=DIR --basedir=DIR -m=DIR
		--moduledir=DIR -o=DIR --outdir=DIR -C=PATH --config=PATH -e --errsyms -E=FILE --symvers=FILE
		-F=FILE --filesyms=FILE -P=CHAR --symbol-prefix=CHAR -w --warn -v --verbose -j=N --jobs=N -V
		--version -h --help" ;;
	"insmod")
		echo "-f --force --force-modversion --force-vermagic -s --syslog -v --verbose -V --version -h --help" ;;
	"lsmod")
		echo "-s --syslog -v --verbose -V --version -h --help" ;;
	"modinfo")
		echo "-a --author -d --description -l --license -p --parameters -n --filename -0 --null -m --modname
		-F=FIELD --field=FIELD -k=RELEASE --set-version=RELEASE -b=DIR --basedir=DIR -V --version -h --help" ;;
	"modprobe")
		echo "-a --all --stdin -r --remove --remove-holders -j=N --jobs=N -w=MSEC --wait=MSEC --first-time -i
		--ignore-install --ignore-remove -b --use-blacklist --allow-forbidden -f --force --force-modversion
		--force-vermagic -R --show-alias -D --show-depends -c --show-config --show-modversions
		--show-exports --explain -n --dry-run -C=PATH --config=PATH -d=DIR --dirname=DIR -S=RELEASE
		--set-version=RELEASE --trusted-only -q --quiet -s --syslog -v --verbose -V --version -h --help" ;;
	"rmmod")
		echo "-f --force -s --syslog -v --verbose -V --version -h --help" ;;
	"kmod")
		echo "-V --version -h --help" ;;
	"ksyms")
		echo "-a --all -H --noheader -m --info -V --version -h --help" ;;
	"kmod list")
		echo "-s --syslog -v --verbose -V --version -h --help" ;;
	"kmod static-nodes")
		echo "-f=FORMAT --format=FORMAT -o=FILE --output=FILE -V --version -h --help" ;;
	esac
}
# end

# _kmodbox_words KIND ROOT RELEASE: what an argument or an operand of that kind may be, but for files.
_kmodbox_words() {
	case $1 in
	MODULE) sed -n 's/:.*//; s|.*/||; s/\.ko.*//p' "$2/lib/modules/$3/modules.dep" ;;
	LOADED) sed 's/ .*//' /proc/modules ;;
	RELEASE) ls "$2/lib/modules" ;;
	COMMAND) echo "$_kmodbox_commands" ;;
	KMOD) echo help list static-nodes "$_kmodbox_commands" ;;
	FORMAT) echo human tmpfiles devname ;;
	FIELD)
		echo alias author depends description filename firmware intree license name parm signer softdep \
			srcversion vermagic version
		;;
	esac 2>/dev/null
}

_kmodbox() {
	local command=${1##*/} word=$2 before=$3 operand='' root='' release='' kind='' option next i

	# bash cuts --name=value into three words
	[[ $word != = ]] || word=
	[[ $before != = ]] || before=${COMP_WORDS[COMP_CWORD - 2]}
	for ((i = 1; i < COMP_CWORD; i++)); do
		next=${COMP_WORDS[i + 1]}
		[[ $next != = ]] || next=${COMP_WORDS[i + 2]}
		case $command,${COMP_WORDS[i]} in
		kmod,list | kmod,static-nodes) command="kmod ${COMP_WORDS[i]}" ;;
		kmod,[!-]* | kmodbox,[!-]*) command=${COMP_WORDS[i]} ;;
		modprobe,-[dS] | modprobe,--dirname | modprobe,--set-version | modinfo,-[bk] | modinfo,--basedir | \
			modinfo,--set-version | depmod,-b | depmod,--basedir)
			case ${COMP_WORDS[i]} in
			-[Sk] | --set-version) release=$next ;;
			*) root=$next ;;
			esac
			;;
		modprobe,-r | modprobe,--remove | modprobe,--remove-holders) operand=LOADED ;;
		kmodbox,--install) operand=DIR ;;
		esac
	done

	for option in $(_kmodbox_options "$command"); do
		[[ $option != "$before="* ]] || kind=${option#*=}
	done
	COMPREPLY=()
	if [[ ! $kind && $word == -* ]]; then
		for option in $(_kmodbox_options "$command"); do
			[[ $option != "$word"* ]] || COMPREPLY+=("${option%%=*}")
		done
		return
	fi

	# what is no argument of an option is an operand
	kind=${kind:-$operand}
	case $kind,$command in
	,modprobe | ,modinfo) kind=MODULE ;;
	,rmmod) kind=LOADED ;;
	,depmod) kind=RELEASE ;;
	,kmod) kind=KMOD ;;
	,kmodbox) kind=COMMAND ;;
	,insmod) kind=FILE ;;
	esac
	case $kind,$word in
	FILE,* | PATH,* | DIR,* | MODULE,/* | MODULE,./*)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	esac

	# - and _ are the same in names: they are offered as the user writes them
	next=$(_kmodbox_words "$kind" "$root" "${release:-$(uname -r)}")
	case $kind,$word in
	MODULE,*_* | LOADED,*_*) next=${next//-/_} ;;
	MODULE,*-* | LOADED,*-*) next=${next//_/-} ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$next" -- "$word")
}

# shellcheck disable=SC2086
complete -F _kmodbox kmodbox $_kmodbox_commands
