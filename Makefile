# SPDX-License-Identifier: 0BSD
#
# What is in the binary: each word is one source file, and a shorter list is a smaller program:
# make COMPRESSORS="gzip xz"

EVERY_APPLET     = depmod insmod lsmod modinfo modprobe rmmod kmod
EVERY_COMPRESSOR = gzip xz zstd
EVERY_KERNEL     = linux 24
EVERY_ARCH24     = i386 x86_64 arm mips powerpc m68k sh sparc alpha s390

APPLETS     = $(EVERY_APPLET)
COMPRESSORS = $(EVERY_COMPRESSOR)
KERNELS     = $(EVERY_KERNEL)
ARCHES24    = $(OWN_ARCH24)

# Commands that come with 24.
ONLY_24 = ksyms

# The rest of what may be said. `make help` prints the lines that begin with a tab.
#
#	make [all]        ./kmodbox: static, stripped
#	make install      the program, a link for each applet, manual pages, completions; also uninstall
#	make check        everything that can be tested here      make demo   on a real kernel
#	make size         bytes of each part                      make lint, bench, fuzz
#	make clean        removes what was compiled               make distclean   and what was fetched
#
#	CC CROSS_COMPILE          musl-gcc, on Alpine gcc; aarch64-linux-musl- (Debian: musl-dev:arm64)
#	ARCH=i386                 for 32-bit x86, by gcc -m32 and Debian's musl-dev:i386
#	CFLAGS LDFLAGS            added last, so that they win
#	PREFIX DESTDIR            /usr; for /sbin and /lib apart from /usr: PREFIX= DATADIR=/usr/share
#	LIBS=system               zlib, liblzma and libzstd of the distribution, not our pinned ones
#	SAN=address,undefined     with sanitizers: dynamic, glibc, in its own folder; ./kmodbox stays
#	SEAM="FILE.c ..."         in place of libmod/kernel/sys.c, the module system calls; ./kmodbox stays
#	WERROR=1 V=1              warnings are errors; show the commands
#	BUILD=FOLDER              compile there and not in build/
#	make path                 where the binary of these choices is; make binary, library: makes it, libmod.a

PREFIX  = /usr
DATADIR = $(PREFIX)/share
SBINDIR = $(PREFIX)/sbin
DESTDIR =
LIBS    =
BUILD   = build

ifeq ($(origin CC),default)
CC = $(if $(CROSS_COMPILE)$(SAN)$(wildcard /etc/alpine-release),$(CROSS_COMPILE)gcc,musl-gcc)
packages = build $(filter system,$(LIBS)) $(ARCH)
endif
ifneq ($(ARCH),)
CC = gcc -m32 -Wl,-melf_$(ARCH) -specs=/usr/lib/$(ARCH)-linux-musl/musl-gcc.specs
endif

# A compiler that is missing is there before it is asked about itself.
ifeq ($(filter clean distclean help,$(MAKECMDGOALS))$(shell command -v $(firstword $(CC))),)
$(shell scripts/packages $(packages) >&2)
endif

AR    = $(shell $(CC) -print-prog-name=ar)
STRIP = $(shell $(CC) -print-prog-name=strip)

machine := $(patsubst i%86,i386,$(or $(ARCH),$(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))))

# Each set of choices has a folder of its own, named after what differs from the default.

blank :=
space := $(blank) $(blank)
comma := ,
differs = $(if $(filter-out $($(2)),$($(1)))$(filter-out $($(1)),$($(2))),$(1) $(or $($(1)),none))

# Of the architectures of Linux 2.4, the one that CC compiles for; nothing on a newer machine.
OWN_ARCH24 := $(foreach arch,$(if $(filter 24,$(KERNELS)),$(EVERY_ARCH24)),$(if $(filter $(arch)%,$(machine)),$(arch)))

PROFILE := $(strip $(patsubst %-,%,$(CROSS_COMPILE)) $(ARCH) $(if $(SAN),san $(SAN)) $(if $(LIBS),libs $(LIBS)) \
	$(call differs,APPLETS,EVERY_APPLET) $(call differs,COMPRESSORS,EVERY_COMPRESSOR) \
	$(call differs,KERNELS,EVERY_KERNEL) $(if $(filter 24,$(KERNELS)),$(call differs,ARCHES24,OWN_ARCH24)) \
	$(if $(SEAM),seam $(patsubst %/,%,$(sort $(dir $(SEAM))))))
PROFILE := $(or $(subst $(space),-,$(subst $(comma),-,$(subst /,-,$(PROFILE)))),default)
B       := $(BUILD)/$(PROFILE)

# Sources.

left_out = $(filter-out $($(1)),$($(2)))

# With 24, what only Linux 2.4 has; and of the others, those that have another file for it. modprobe loads by insmod.
applets        := $(APPLETS) $(if $(filter 24,$(KERNELS)),$(ONLY_24))
every_applet24 := $(patsubst applets/%.c,%,$(wildcard applets/*24.c)) $(ONLY_24)
applets24      := $(if $(filter 24,$(KERNELS)),$(filter $(APPLETS:%=%24) $(APPLETS:modprobe=insmod24),$(every_applet24)))

SOURCES := $(filter-out \
	$(patsubst %,applets/%.c,$(call left_out,APPLETS,EVERY_APPLET)) \
	$(patsubst %,libmod/file/%.c,$(call left_out,COMPRESSORS,EVERY_COMPRESSOR)) \
	$(patsubst %,libmod/kernel/%.c,$(call left_out,KERNELS,EVERY_KERNEL)) \
	$(if $(SEAM),libmod/kernel/sys.c) \
	$(patsubst %,applets/%.c,$(filter-out $(applets) $(applets24),$(every_applet24))) \
	$(if $(SAN),$(addprefix libmod/base/,calls.c malloc.c string.c)), \
	$(wildcard applets/*.c libmod/*/*.c)) $(SEAM)
SOURCES += $(if $(SAN),,$(wildcard $(if $(machine),libmod/base/$(machine)/*.c)))

ifneq ($(filter 24,$(KERNELS)),)
SOURCES += $(filter-out compat24/arch_%.c,$(wildcard compat24/*.c)) $(ARCHES24:%=compat24/arch_%.c)
endif

ifeq ($(LIBS),)
include decoders/decoders.mk
decoders := $(foreach compressor,$(COMPRESSORS),$(DECODER.$(compressor)))
SOURCES  += $(foreach name,$(decoders),$($(name):%=build/decoders/$(name)/%.c) $($(name).more))
else
# By its path: the folder that has Debian's libz.a has glibc's libc.a, too.
LIBRARY.gzip = z
LIBRARY.xz   = lzma
LIBRARY.zstd = zstd
SOURCES += $(if $(filter xz,$(COMPRESSORS)),decoders/lzma2_system.c)
multiarch := $(shell $(CROSS_COMPILE)gcc -print-multiarch)
LIBRARIES := $(foreach compressor,$(COMPRESSORS),$(or \
	$(wildcard /usr/lib/$(multiarch)/lib$(LIBRARY.$(compressor)).a),-l$(LIBRARY.$(compressor))))
endif

OBJECTS := $(patsubst %.c,$(B)/%.o,$(patsubst build/%,%,$(sort $(SOURCES))))

# Flags. Behind each: what the binary of 187 KB would weigh more without it.
#
#   -Oz                       2200 against -Os, as fast; against -O2 51000, whose depmod is 1.3 times as fast in
#                             instructions and no faster in seconds. Compilers older than gcc 12: OPTIMISE=-Os
#   -DNDEBUG                 16000, assert() brings printf along; builds with SAN have it
#   -ffunction-sections, -fdata-sections, --gc-sections    30000
#   -fno-asynchronous-unwind-tables                        25000
#   -z noseparate-code        6500, code and constants in one segment
#   -fno-pie, -no-pie         3900 to 14500 (static-pie). What would move is code, and tables that cannot be written;
#                             there are no variables worth an attack, and stack and mappings move in any case
#   -malign-data=abi           800, tables need not begin at multiples of 32 (x86, gcc)
#   -z norelro                1500, and without -pie no table needs it: they are constants
#   -z common-page-size       1600, for a file without a hole before the data
#   --sort-section=alignment   260; strip -R .comment 140
#
# Left out: -flto (1400 to 1800 less, but one change compiles everything, and `make size` could not tell the layers),
# -fstack-protector-strong (7000 more), -fshort-enums (500 less), an order of functions (starts are no faster).

# Files that deserve -O2: 1000 bytes for a tenth of the time that a tree of .ko.zst takes, and 390 for a twelfth of
# that of modprobe with 300 aliases.
HOT = decoders/zstd/lib/decompress/zstd_decompress_block.c libmod/index/index_search.c

# Of our own code, which is rarely in a hurry: 3400 in all. SMALLER is for some rooms.
SMALL = -fno-tree-loop-im -fno-optimize-sibling-calls -fno-caller-saves -fno-jump-tables \
	-fno-tree-loop-distribute-patterns -fno-move-loop-invariants -fno-tree-loop-ivcanon -fno-tree-tail-merge \
	-fno-shrink-wrap $(if $(filter x86_64,$(machine)),-mno-sse)
SMALLER = -fno-inline-functions-called-once -fno-tree-dominator-opts
SMALLER24 = -fno-tree-loop-optimize

# Files that move structs all the time, which without SSE is done by rep movs: 48 bytes for a tenth of depmod's time.
MOVING = libmod/index/index_write.c

WARNINGS = -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes -Wvla -Wshadow -Wwrite-strings
OPTIMISE = -Oz
CODE     = -std=gnu11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -ffile-prefix-map=$(CURDIR)=.
INCLUDES = -I. -Ilibmod -I$(B)
LINK     =

ifdef SAN
OPTIMISE  = -O1 -g -fno-omit-frame-pointer
CODE     += -fsanitize=$(SAN) -fno-sanitize-recover=all
LINK     += -fsanitize=$(SAN)
else
CODE += -DNDEBUG $(if $(filter x86_64 i386,$(machine)),$(if $(findstring clang,$(CC)),,-malign-data=abi)) -fno-pie -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables -fno-ident
LINK += -static -no-pie -Wl,--gc-sections -Wl,--sort-section=alignment -Wl,--build-id=none \
	-Wl,-z,noseparate-code -Wl,-z,norelro -Wl,-z,common-page-size=64
$(HOT:%.c=$(B)/%.o): OPTIMISE = -O2 -fno-tree-vectorize -fno-align-functions -fno-align-loops -fno-align-jumps
$(HOT:%.c=$(B)/%.o): SMALL =
$(HOT:%.c=$(B)/%.o): SMALLER =
endif

# musl's start file without gcc's: those serve constructors and unwinding, 740 bytes.
start  = $(shell $(CC) -static -no-pie -\#\#\# -x c /dev/null -o /dev/null 2>&1 | tr ' ' '\n' | grep 'musl.*crt1\.o$$')
crt1  := $(if $(SAN),,$(wildcard $(addsuffix crt1.o,$(dir $(start)))))
LINK  += $(if $(crt1),-nostartfiles $(crt1))

OWN := $(B)/libmod/%.o $(B)/applets/%.o $(B)/compat24/%.o
is_gcc = $(if $(SAN)$(findstring clang,$(CC)),,yes)
$(OWN): CODE += -include base/banned.h $(if $(is_gcc),$(SMALL))
$(B)/libmod/%.o $(B)/applets/%.o: CODE += $(if $(is_gcc),$(SMALLER))
$(B)/compat24/%.o: CODE += $(if $(is_gcc),$(SMALLER24))
$(MOVING:%.c=$(B)/%.o): CODE += $(if $(filter x86_64,$(machine)),-msse2)
$(B)/applets/%.o: INCLUDES += -Iapplets
$(B)/testsuite/%.o: INCLUDES += -Itestsuite

ifeq ($(LIBS),)
included = $(addprefix -Ibuild/decoders/$(1)/,$($(1).include))
$(B)/libmod/file/%.o $(B)/decoders/%.o: INCLUDES += $(foreach name,zlib lzma zstd,$(firstword $(call included,$(name))))
else
# musl-gcc does not look where Debian's headers are; behind musl's own they do no harm.
$(B)/libmod/file/%.o $(B)/decoders/%.o: INCLUDES += -idirafter /usr/include -idirafter /usr/include/$(multiarch)
endif

# Rules. A changed flag or list is a changed file, so that what depends on it is made again.

MAKEFLAGS += --no-print-directory

ifneq ($(V),1)
Q   = @
say = @printf '  %-7s %s\n' $(1) $(2)
endif

all: $(if $(SAN)$(SEAM),$(B)/kmodbox,kmodbox)
binary: $(B)/kmodbox
library: $(B)/libmod.a
path:
	@echo $(B)/kmodbox

# Compared and not dated: builds of other choices leave their binary here too.
kmodbox: $(B)/kmodbox FORCE
	@cmp -s $< $@ || { cp $< $@.new && mv $@.new $@; }

$(B)/kmodbox: $(B)/kmodbox.elf
	$(call say,STRIP,$@)
	$(Q)$(STRIP) -R .comment -o $@ $<

$(B)/kmodbox.elf: $(OBJECTS) $(B)/link
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK) -Wl,-Map=$(B)/kmodbox.map -o $@ $(OBJECTS) $(LIBRARIES) $(CFLAGS) $(LDFLAGS)

$(B)/libmod.a: $(filter-out $(B)/applets/%,$(OBJECTS))
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcsD $@ $^

compile = mkdir -p $(@D) && $(CC) $(CODE) $(OPTIMISE)

$(B)/%.o: %.c $(B)/compile | packages $(B)/rows.h
	$(call say,CC,$<)
	$(Q)$(compile) $(INCLUDES) $(WARNINGS) $(if $(WERROR),-Werror) $(CFLAGS) -MMD -MP -c -o $@ $<

# The decoders are other people's: our warnings do not apply, nor do UBSan's.
decoder = $(firstword $(subst /, ,$*))
third_party := $(patsubst build/%.c,$(B)/%.o,$(sort $(filter build/decoders/%,$(SOURCES))))

$(third_party): $(B)/decoders/%.o: build/decoders/unpacked $(B)/compile | packages
	$(call say,CC,build/decoders/$*.c)
	$(Q)$(compile) -include decoders/$(decoder)_config.h $(call included,$(decoder)) \
		$(if $(SAN),-fno-sanitize=undefined) -w $(CFLAGS) -MMD -MP -c -o $@ build/decoders/$*.c

$(B)/decoders/crc.o: | build/decoders/unpacked
$(B)/libmod/file/%.o: | $(if $(decoders),build/decoders/unpacked)

build/decoders/unpacked: decoders/pins decoders/fetch | packages
	$(call say,FETCH,decoders)
	$(Q)decoders/fetch && touch $@

build/decoders/%.c: build/decoders/unpacked ;

# FILE := TEXT, when that changes it.
define remember
ifneq ($$(file <$(1)),$(2))
$(1): FORCE
endif
$(1):
	@$$(shell mkdir -p $$(@D))$$(file >$$@,$(2))
endef
$(eval $(call remember,$(B)/compile,$(strip $(CC) $(CODE) $(OPTIMISE) $(INCLUDES) $(WARNINGS) $(SMALL) $(SMALLER) $(SMALLER24) $(CFLAGS) $(HOT) $(MOVING))))
$(eval $(call remember,$(B)/link,$(strip $(CC) $(LINK) $(OBJECTS) $(LIBRARIES) $(CFLAGS) $(LDFLAGS))))

$(B)/rows.h: FORCE
	@scripts/rows $@ 'APPLETS=$(applets)' 'COMPRESSORS=$(COMPRESSORS)' 'KERNELS=$(KERNELS)' 'ARCHES24=$(ARCHES24)' \
		'APPLETS24=$(applets24)'

# The help pages of this build, by name NAME and NAME-COMMAND; packed as the program can undo it.
pages := $(foreach name,kmodbox $(applets) $(applets24),$(wildcard applets/help/$(name) applets/help/$(name)-*))

$(B)/pages.h: scripts/pages $(pages) $(B)/compile | packages
	$(Q)scripts/pages $@ '$(firstword $(filter gzip xz,$(COMPRESSORS)) cat)' $(pages)
$(B)/applets/usage.o: $(B)/pages.h

packages:
	@$(if $(packages),scripts/packages $(packages))

-include $(OBJECTS:.o=.d)

# What is done with it.

# FILE:PLACE of what goes to DATADIR, and of its links. A shell looks for the name of the command.
data = $(foreach page,$(wildcard man/*.[1-9]),$(page):man/man$(subst .,,$(suffix $(page)))/$(notdir $(page))) \
	completions/kmodbox.bash:bash-completion/completions/kmodbox \
	completions/kmodbox.fish:fish/vendor_completions.d/kmodbox.fish \
	completions/_kmodbox:zsh/site-functions/_kmodbox
data_links = $(foreach applet,$(applets),kmodbox:bash-completion/completions/$(applet) \
	kmodbox.fish:fish/vendor_completions.d/$(applet).fish)

install: all
	install -d $(DESTDIR)$(SBINDIR)
	install -m 755 kmodbox $(DESTDIR)$(SBINDIR)/kmodbox
	for applet in $(applets); do ln -sf kmodbox $(DESTDIR)$(SBINDIR)/$$applet || exit 1; done
	for pair in $(data); do \
		place=$(DESTDIR)$(DATADIR)/$${pair#*:}; \
		install -d $${place%/*} && install -m 644 $${pair%:*} $$place || exit 1; done
	for pair in $(data_links); do ln -sf $${pair%:*} $(DESTDIR)$(DATADIR)/$${pair#*:} || exit 1; done

uninstall:
	cd $(DESTDIR)$(SBINDIR)/ && rm -f kmodbox $(applets)
	cd $(DESTDIR)$(DATADIR)/ && rm -f $(foreach pair,$(data) $(data_links),$(lastword $(subst :, ,$(pair))))

check:
	scripts/packages build system check $(if $(filter 24,$(KERNELS)),i386 cross)
	$(MAKE) WERROR=1
	testsuite/run

demo:
	scripts/packages build demo
	$(MAKE)
	scripts/demo

bench fuzz:
	scripts/packages build $@
	$(MAKE)
	$@/run

lint:
	scripts/packages build lint
	scripts/lint

size: $(B)/kmodbox
	@scripts/size $(B)/kmodbox $(B)/kmodbox.map

help:
	@sed -n 's/^#\t//p' Makefile

clean:
	rm -rf kmodbox $(patsubst %/compile,%,$(wildcard $(BUILD)/*/compile))

distclean: clean
	rm -rf build

.PHONY: all binary library path packages install uninstall check demo bench fuzz lint size help clean distclean
FORCE:
.DELETE_ON_ERROR:
