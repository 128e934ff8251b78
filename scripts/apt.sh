# SPDX-License-Identifier: 0BSD
#
# For scripts to source: Debian packages of any suite and machine through an apt of our own. Apt checks
# what it fetches as always; the system's apt configuration and package lists stay as they are.
#
#	private_apt_open FOLDER SUITE ARCH TYPE    TYPE is "deb" or "deb-src"; fetches the package lists
#	private_apt COMMAND ARGUMENT...            apt-get, apt-cache ... in that suite
#
# The caller defines fail().

# "base suite" of every source that the system's apt uses. Needs no downloaded lists.
system_sources() {
	apt-get --print-uris update |
		sed -n "s|^'\(.*\)/dists/\([^/]*\)/InRelease'.*|\1 \2|p"
}

# The mirror of the system's own suites: $1 is "" or "-security". Third parties name suites like
# Debian's too, but none of them has a CODENAME-updates, so that one tells the main mirror.
mirror_of() {
	codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	for suffix in "${1:--updates}" "$1"; do
		system_sources | sed -n "s/ $codename$suffix\$//p"
	done | sed -n 1p
}

private_apt() {
	command=$1
	shift
	APT_CONFIG=$apt/apt.conf "$command" -qq "$@" </dev/null
}

# The settings of the system's apt that say how to download (a proxy, for example) stay; its sources and
# hooks do not. Updates and security fixes count for packages; a pinned source is in the suite itself.
private_apt_open() {
	command -v apt-get >/dev/null || fail "apt-get is needed to fetch from Debian"
	apt=$1
	mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/empty"
	: >"$apt/status"
	{
		apt-config dump | grep '^Acquire::' | grep -v '^Acquire::IndexTargets'
		cat <<-END
			APT::Architecture "$3";
			APT::Architectures { "$3"; };
			APT::Sandbox::User "root";
			Acquire::Languages "none";
			Dir::Etc::main "/dev/null";
			Dir::Etc::parts "$apt/empty";
			Dir::Etc::sourcelist "$apt/sources.list";
			Dir::Etc::sourceparts "-";
			Dir::Etc::preferencesparts "$apt/empty";
			Dir::State "$apt";
			Dir::State::lists "$apt/lists";
			Dir::State::status "$apt/status";
			Dir::Cache "$apt";
			Dir::Cache::srcpkgcache "";
			Dir::Cache::archives "$apt/archives";
		END
	} >"$apt/apt.conf"

	mirror=$(mirror_of "")
	security=$(mirror_of -security)
	[ -n "$mirror" ] || fail "the system's apt has no source for its own suite"
	keys="[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
	echo "$4 $keys $mirror $2 main" >"$apt/sources.list"
	if [ "$4" = deb ]; then
		echo "deb $keys $mirror $2-updates main"
		[ -z "$security" ] || echo "deb $keys $security $2-security main"
	fi >>"$apt/sources.list"
	private_apt apt-get update ||
		echo "apt: going on with the package lists that could be fetched" >&2
}
