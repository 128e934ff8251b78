# SPDX-License-Identifier: 0BSD
# Completion for fish, of kmodbox and all its commands. scripts/completions keeps the options up to date.

# It is installed under the name of each command: once is enough.
functions -q __kmodbox_words; and exit

# The value of one of these options (without dashes) on the command line, if there is one.
function __kmodbox_option
    set -l words (commandline -opc)
    for i in (seq (count $words))
        for option in $argv
            switch $words[$i]
                case -$option
                    test (string length $option) = 1; and echo $words[(math $i + 1)]
                case "--$option=*"
                    string replace -- "--$option=" '' $words[$i]
                case --$option
                    echo $words[(math $i + 1)]
            end
        end
    end | tail -n 1
end

# Names of modules as the user writes them: - and _ are the same.
function __kmodbox_spell
    switch (commandline -ct)
        case '*_*'
            tr - _
        case '*-*'
            tr _ -
        case '*'
            cat
    end
end

# What an argument or an operand of this kind may be.
function __kmodbox_words
    set -l root (__kmodbox_option b basedir)
    set -l release (__kmodbox_option k set-version)
    if string match -q '*modprobe' (commandline -opc)[1]
        set root (__kmodbox_option d dirname)
        set release (__kmodbox_option S set-version)
    end
    set -l modules "$root/lib/modules"
    test "$release"; or set release (uname -r)
    begin
        switch $argv[1]
            case MODULE
                sed -n 's/:.*//; s|.*/||; s/\.ko.*//p' $modules/$release/modules.dep | __kmodbox_spell
            case LOADED
                sed 's/ .*//' /proc/modules | __kmodbox_spell
            case RELEASE
                ls $modules
            case FORMAT
                string split ' ' 'human tmpfiles devname'
            case FIELD
                string split ' ' 'alias author depends description filename firmware intree license name parm' \
                    'signer softdep srcversion vermagic version'
        end
    end 2>/dev/null
end

function __kmodbox_first
    test (count (commandline -opc)) = 1
end

# from --help
set -g __kmodbox_commands depmod insmod lsmod modinfo modprobe rmmod kmod ksyms
complete -c kmodbox -n __kmodbox_first -l list -d 'print the names of the commands'
complete -c kmodbox -n __kmodbox_first -l install -d 'make a link for each command in DIR'
complete -c kmodbox -n __kmodbox_first -s f -l force -d 'replace other programs too'
complete -c kmodbox -n __kmodbox_first -s V -l version -d 'show the version'
complete -c kmodbox -n __kmodbox_first -s h -l help -d 'show this help'
complete -c depmod -s a -l all -d 'index all modules (the default)'
complete -c depmod -s A -l quick -d 'do nothing if no module has changed'
complete -c depmod -l incremental -d 'read only what has changed; keeps modules.cache'
complete -c depmod -s n -l show -d 'print the text files, write nothing'
complete -c depmod -l verify -d 'say which files are stale or damaged, write nothing'
complete -c depmod -l strict -d 'write nothing if one module file is bad'
complete -c depmod -s b -l basedir -rF -d 'the system\'s root (default: /)'
complete -c depmod -s m -l moduledir -rF -d 'where trees lie below it (default: /lib/modules)'
complete -c depmod -s o -l outdir -rF -d 'another root for the files that are written'
complete -c depmod -s C -l config -rF -d 'file or folder instead of the folders depmod.d'
complete -c depmod -s e -l errsyms -d 'report symbols that nobody exports (needs -E or -F)'
complete -c depmod -s E -l symvers -rF -d 'the kernel\'s Module.symvers: check versions too'
complete -c depmod -s F -l filesyms -rF -d 'the kernel\'s System.map'
complete -c depmod -s P -l symbol-prefix -xa '(__kmodbox_words CHAR)' -d 'first character of all symbols'
complete -c depmod -s w -l warn -d 'report keys that an index holds twice'
complete -c depmod -s v -l verbose -d 'print who needs whom'
complete -c depmod -s j -l jobs -xa '(__kmodbox_words N)' -d 'read with N processes (default: the processors)'
complete -c depmod -s V -l version -d 'show the version'
complete -c depmod -s h -l help -d 'show this help'
complete -c insmod -s f -l force -d 'ignore versions: may crash'
complete -c insmod -l force-modversion -d 'ignore symbol versions'
complete -c insmod -l force-vermagic -d 'ignore the kernel\'s version'
complete -c insmod -s s -l syslog -d 'print messages to the system log'
complete -c insmod -s v -l verbose -d 'print more messages'
complete -c insmod -s V -l version -d 'show the version'
complete -c insmod -s h -l help -d 'show this help'
complete -c lsmod -s s -l syslog -d 'print messages to the system log'
complete -c lsmod -s v -l verbose -d 'print more messages'
complete -c lsmod -s V -l version -d 'show the version'
complete -c lsmod -s h -l help -d 'show this help'
complete -c modinfo -s a -l author -d 'print only \'author\''
complete -c modinfo -s d -l description -d 'print only \'description\''
complete -c modinfo -s l -l license -d 'print only \'license\''
complete -c modinfo -s p -l parameters -d 'print only \'parm\', each with its type'
complete -c modinfo -s n -l filename -d 'print only \'filename\''
complete -c modinfo -s 0 -l null -d 'end lines with a NUL byte, and write KEY=VALUE'
complete -c modinfo -s m -l modname -d 'take MODULE as a name only, not as a file or an alias'
complete -c modinfo -s F -l field -xa '(__kmodbox_words FIELD)' -d 'print only the values of FIELD'
complete -c modinfo -s k -l set-version -xa '(__kmodbox_words RELEASE)' -d 'look in the modules of that release, not of the running kernel'
complete -c modinfo -s b -l basedir -rF -d 'look for lib/modules below DIR'
complete -c modinfo -s V -l version -d 'show the version'
complete -c modinfo -s h -l help -d 'show this help'
complete -c modprobe -s a -l all -d 'all arguments are modules'
complete -c modprobe -l stdin -d 'take names from standard input too'
complete -c modprobe -s r -l remove -d 'remove modules, and what only they needed'
complete -c modprobe -l remove-holders -d 'remove what uses them first'
complete -c modprobe -s j -l jobs -xa '(__kmodbox_words N)' -d 'load with that many processes'
complete -c modprobe -s w -l wait -xa '(__kmodbox_words MSEC)' -d 'try that long while the module is in use'
complete -c modprobe -l first-time -d 'fail if there is nothing to do'
complete -c modprobe -s i -l ignore-install -d 'no install command, no softdeps'
complete -c modprobe -l ignore-remove -d 'no remove command, no softdeps'
complete -c modprobe -s b -l use-blacklist -d 'blacklists count for names too'
complete -c modprobe -l allow-forbidden -d 'load in spite of forbid lines'
complete -c modprobe -s f -l force -d 'in spite of versions, or of users: may crash'
complete -c modprobe -l force-modversion -d 'ignore symbol versions'
complete -c modprobe -l force-vermagic -d 'ignore the kernel\'s version'
complete -c modprobe -s R -l show-alias -d 'print what a name stands for'
complete -c modprobe -s D -l show-depends -d 'print what would be loaded'
complete -c modprobe -s c -l show-config -d 'print the configuration'
complete -c modprobe -l show-modversions -d 'print the versions a module needs'
complete -c modprobe -l show-exports -d 'print the symbols a module exports'
complete -c modprobe -l explain -d 'print what would be done, why, and if it would work'
complete -c modprobe -s n -l dry-run -d 'only print what would be done'
complete -c modprobe -s C -l config -rF -d 'file or folder in place of modprobe.d'
complete -c modprobe -s d -l dirname -rF -d 'where lib/modules is'
complete -c modprobe -s S -l set-version -xa '(__kmodbox_words RELEASE)' -d 'take that release\'s modules'
complete -c modprobe -l trusted-only -d 'refuse configuration and index that others can write'
complete -c modprobe -s q -l quiet -d 'print no messages'
complete -c modprobe -s s -l syslog -d 'print messages to the system log'
complete -c modprobe -s v -l verbose -d 'print more messages'
complete -c modprobe -s V -l version -d 'show the version'
complete -c modprobe -s h -l help -d 'show this help'
complete -c rmmod -s f -l force -d 'remove it even while in use: may crash'
complete -c rmmod -s s -l syslog -d 'print messages to the system log'
complete -c rmmod -s v -l verbose -d 'print more messages'
complete -c rmmod -s V -l version -d 'show the version'
complete -c rmmod -s h -l help -d 'show this help'
complete -c kmod -n __kmodbox_first -s V -l version -d 'show the version'
complete -c kmod -n __kmodbox_first -s h -l help -d 'show this help'
complete -c ksyms -s a -l all -d 'the kernel\'s, too'
complete -c ksyms -s H -l noheader -d 'no headings'
complete -c ksyms -s m -l info -d 'modules, too'
complete -c ksyms -s V -l version -d 'show the version'
complete -c ksyms -s h -l help -d 'show this help'
complete -c kmod -n '__fish_seen_subcommand_from list' -s s -l syslog -d 'print messages to the system log'
complete -c kmod -n '__fish_seen_subcommand_from list' -s v -l verbose -d 'print more messages'
complete -c kmod -n '__fish_seen_subcommand_from list' -s V -l version -d 'show the version'
complete -c kmod -n '__fish_seen_subcommand_from list' -s h -l help -d 'show this help'
complete -c kmod -n '__fish_seen_subcommand_from static-nodes' -s f -l format -xa '(__kmodbox_words FORMAT)' -d 'human (default), tmpfiles or devname'
complete -c kmod -n '__fish_seen_subcommand_from static-nodes' -s o -l output -rF -d 'write to FILE, with the folders above it'
complete -c kmod -n '__fish_seen_subcommand_from static-nodes' -s V -l version -d 'show the version'
complete -c kmod -n '__fish_seen_subcommand_from static-nodes' -s h -l help -d 'show this help'
# end

complete -c kmodbox -n __kmodbox_first -xa "$__kmodbox_commands"
complete -c kmodbox -n '__fish_contains_opt install' -xa '(__fish_complete_directories)'
complete -c kmod -n __kmodbox_first -xa "help list static-nodes $__kmodbox_commands"
complete -c kmodbox -n 'not __kmodbox_first; and not __fish_contains_opt install' -xa '(__fish_complete_subcommand)'
complete -c kmod -n 'not __kmodbox_first; and not __fish_seen_subcommand_from list static-nodes' \
    -xa '(__fish_complete_subcommand)'
complete -c modprobe -n 'not __fish_contains_opt -s r remove remove-holders' -xa '(__kmodbox_words MODULE)'
complete -c modprobe -n '__fish_contains_opt -s r remove remove-holders' -xa '(__kmodbox_words LOADED)'
complete -c modinfo -a '(__kmodbox_words MODULE)'
complete -c rmmod -xa '(__kmodbox_words LOADED)'
complete -c depmod -xa '(__kmodbox_words RELEASE)'
complete -c lsmod -f
