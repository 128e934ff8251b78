# SPDX-License-Identifier: 0BSD
#
# What the tests need besides the program itself; testsuite/build calls this with O (where to) and
# LIBRARY (libmod built with the sanitizers).

CC       = gcc
WARNINGS = -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes -Wvla -Wshadow -Wwrite-strings -Werror
CFLAGS   = -std=gnu11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -g -O1 $(WARNINGS) -MMD -MP
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

MODEL = $(filter-out testsuite/fake/fakekernel.c testsuite/fake/sys.c,$(wildcard testsuite/fake/*.c))
UNITS = $(patsubst testsuite/unit/%.c,$(O)/unit/%,$(wildcard testsuite/unit/*.c))
FUZZ  = $(patsubst fuzz/%.c,$(O)/fuzz/%,$(wildcard fuzz/*.c))

tools: $(O)/bin/mkko $(O)/bin/fakekernel $(O)/bin/call $(O)/bin/socket $(O)/link/call ; @:
units: $(UNITS) ; @:
fuzz: $(FUZZ) ; @:

$(O)/bin/mkko: $(patsubst testsuite/%.c,$(O)/%.o,$(wildcard testsuite/tools/mkko/*.c))
$(O)/bin/fakekernel: $(patsubst testsuite/%.c,$(O)/%.o,testsuite/fake/fakekernel.c $(MODEL))

# The same program in front of both doors: with the real system calls, and with the model.
$(O)/bin/call: testsuite/tools/call.c testsuite/fake/errnos.c libmod/kernel/sys.c libmod/base/fmt.c
	@$(CC) $(CFLAGS) -MF $@.d -Ilibmod -Itestsuite -static -o $@ $^

$(O)/bin/socket: testsuite/tools/socket.c
	@$(CC) $(CFLAGS) -MF $@.d -static -o $@ $^

$(O)/link/call: testsuite/tools/call.c testsuite/fake/sys.c $(MODEL)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -MF $@.d $(SANITIZE) -Ilibmod -Itestsuite -o $@ $^

$(O)/bin/%:
	@mkdir -p $(@D)
	@$(CC) -o $@ $^

$(O)/%.o: testsuite/%.c
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -c -o $@ $<

# A unit test is one cmocka program.
$(O)/unit/%: testsuite/unit/%.c $(LIBRARY)
	@mkdir -p $(@D) && rm -f $@
	@$(CC) $(CFLAGS) $(SANITIZE) -pthread -I. -Ilibmod -Itestsuite -I$(dir $(LIBRARY)) -o $@ $< $(LIBRARY) -lcmocka

# A fuzz target with the files of its corpus, once, in place of a fuzzer.
$(O)/fuzz/%: fuzz/%.c testsuite/tools/replay.c $(LIBRARY)
	@mkdir -p $(@D) && rm -f $@
	@$(CC) $(CFLAGS) -Wno-missing-prototypes $(SANITIZE) -pthread -I. -Ilibmod -Ifuzz -I$(dir $(LIBRARY)) -o $@ $< \
		testsuite/tools/replay.c $(LIBRARY)

-include $(wildcard $(O)/fake/*.d $(O)/tools/mkko/*.d $(O)/unit/*.d $(O)/fuzz/*.d)
.PHONY: tools units fuzz
