/*
 * Keeps, beside the files of a process, what would be left of them after a power cut.
 *
 * Loaded in front of libc. Whenever a file is forced to disk, its content is copied to
 * $FORCED_DIR/ID, and whenever a directory is, its names are written there, one a line:
 *
 *   d|f ID NAME
 *
 * An ID is the inode's number and the time of its birth, as numbers are used again. What was never
 * forced has no file there: a power cut leaves nothing of it. What a disk may keep beyond what it
 * must is not kept: a file is as it was when it was last forced.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int id_of(int at, const char *name, int flags, char *id, size_t size, mode_t *mode) {
  struct statx stat;
  if (statx(at, name, flags | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &stat) != 0) {
    return -1;
  }
  *mode = stat.stx_mode;
  return snprintf(id, size, "%llu.%lld.%u", (unsigned long long)stat.stx_ino,
                  (long long)stat.stx_btime.tv_sec, stat.stx_btime.tv_nsec);
}

static void write_all(int to, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(to, bytes, count);
    if (written <= 0) {
      abort(); /* Half a record would be taken for a whole one. */
    }
    bytes += written;
    count -= (size_t)written;
  }
}

static void record_file(int fd, int to) {
  char path[64];
  char buffer[1 << 16];
  ssize_t count;
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  int from = open(path, O_RDONLY | O_CLOEXEC);
  if (from < 0) {
    abort();
  }
  while ((count = read(from, buffer, sizeof buffer)) > 0) {
    write_all(to, buffer, (size_t)count);
  }
  close(from);
}

static void record_directory(int fd, int to) {
  int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *names = copy < 0 ? NULL : fdopendir(copy);
  struct dirent *next;
  if (names == NULL) {
    abort();
  }
  while ((next = readdir(names)) != NULL) {
    char id[128];
    char line[512];
    mode_t mode;
    if (strcmp(next->d_name, ".") == 0 || strcmp(next->d_name, "..") == 0 ||
        id_of(copy, next->d_name, 0, id, sizeof id, &mode) < 0) {
      continue;
    }
    write_all(to, line, (size_t)snprintf(line, sizeof line, "%c %s %s\n",
                                         S_ISDIR(mode) ? 'd' : 'f', id, next->d_name));
  }
  closedir(names);
}

static void record(int fd) {
  const char *directory = getenv("FORCED_DIR");
  char id[128];
  char part[512];
  char whole[512];
  mode_t mode;
  if (directory == NULL || id_of(fd, "", AT_EMPTY_PATH, id, sizeof id, &mode) < 0 ||
      (!S_ISREG(mode) && !S_ISDIR(mode))) {
    return;
  }
  snprintf(part, sizeof part, "%s/%s.part", directory, id);
  snprintf(whole, sizeof whole, "%s/%s", directory, id);
  int to = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (to < 0) {
    abort();
  }
  if (S_ISDIR(mode)) {
    record_directory(fd, to);
  } else {
    record_file(fd, to);
  }
  close(to);
  if (rename(part, whole) != 0) {
    abort();
  }
}

static int forced(const char *name, int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int result = real(fd);
  if (result == 0) {
    pthread_mutex_lock(&lock);
    record(fd);
    pthread_mutex_unlock(&lock);
    errno = 0;
  }
  return result;
}

int fsync(int fd) { return forced("fsync", fd); }

int fdatasync(int fd) { return forced("fdatasync", fd); }
