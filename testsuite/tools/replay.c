/* SPDX-License-Identifier: 0BSD */
/* Runs a fuzz target over the files of a folder, one test each: replay FOLDER. Damage ends the program. */
#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input lies in memory of its own size, so that the sanitizer sees a read beyond it. */
static int replay(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file || fseek(file, 0, SEEK_END))
		return -1;
	long size = ftell(file);
	rewind(file);
	uint8_t *bytes = malloc(size ? size : 1);
	size_t got = fread(bytes, 1, size, file);
	fclose(file);
	LLVMFuzzerTestOneInput(bytes, got);
	free(bytes);
	return 0;
}

int main(int argc, char **argv)
{
	struct dirent **entries;
	int count = argc == 2 ? scandir(argv[1], &entries, NULL, alphasort) : -1, tests = 0;
	if (count < 0)
		return 1;
	for (int i = 0; i < count; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%s", argv[1], entries[i]->d_name);
		if (entries[i]->d_name[0] != '.') {
			printf("%s - %s\n", replay(path) ? "not ok" : "ok", entries[i]->d_name);
			fflush(stdout);
			tests++;
		}
		free(entries[i]);
	}
	free(entries);
	printf("1..%d\n", tests);
	return 0;
}
