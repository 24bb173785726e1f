/*
 * Records what a process asks of the disk, in the order it asks: loaded with LD_PRELOAD, it appends
 * one record for each operation on files below POWER_DIR to the file POWER_LOG, after the operation
 * has returned. Everything is passed on unchanged.
 *
 * A record: kind (1 byte), lengths of two paths (2 bytes each), offset (8), length of data (4),
 * then both paths and the data; numbers are little-endian. The replayer knows the same layout.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { CREATE = 'C', WRITE = 'W', TRUNCATE = 'T', SYNC = 'S', RENAME = 'R', LINK = 'L', UNLINK = 'U' };

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;
static char root[PATH_MAX];
static size_t root_length;

__attribute__((constructor)) static void start(void) {
  const char *dir = getenv("POWER_DIR");
  const char *log = getenv("POWER_LOG");
  if (dir == NULL || log == NULL || strlen(dir) >= sizeof root) return;
  strcpy(root, dir);
  root_length = strlen(root);
  log_fd = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* The path below the root, or NULL when the file is none of ours. The root itself is "". */
static const char *below(const char *path) {
  if (log_fd < 0 || path == NULL || strncmp(path, root, root_length) != 0) return NULL;
  if (path[root_length] == '\0') return path + root_length;
  return path[root_length] == '/' ? path + root_length + 1 : NULL;
}

static const char *below_fd(int fd, char *buffer) {
  if (log_fd < 0) return NULL;
  char name[64] = "/proc/self/fd/";
  char digits[16];
  int at = 0;
  for (int rest = fd; at == 0 || rest > 0; rest /= 10) digits[at++] = (char)('0' + rest % 10);
  char *end = name + strlen(name);
  while (at > 0) *end++ = digits[--at];
  *end = '\0';
  ssize_t length = readlink(name, buffer, PATH_MAX - 1);
  if (length < 0) return NULL;
  buffer[length] = '\0';
  return below(buffer);
}

static void record(enum kind kind, const char *path, const char *other, uint64_t offset,
                   const void *data, uint32_t length) {
  unsigned char head[17];
  uint16_t first = (uint16_t)strlen(path);
  uint16_t second = (uint16_t)strlen(other);
  head[0] = (unsigned char)kind;
  memcpy(head + 1, &first, 2);
  memcpy(head + 3, &second, 2);
  memcpy(head + 5, &offset, 8);
  memcpy(head + 13, &length, 4);
  struct iovec parts[4] = {{head, sizeof head},
                           {(void *)path, first},
                           {(void *)other, second},
                           {(void *)data, length}};
  size_t whole = sizeof head + first + second + length;
  pthread_mutex_lock(&lock);
  /* A log with a hole would prove nothing. */
  if (writev(log_fd, parts, 4) != (ssize_t)whole) abort();
  pthread_mutex_unlock(&lock);
}

static int open_as(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
  const char *name = below(path);
  struct stat status;
  int is_new = name != NULL && (flags & O_CREAT) != 0 && stat(path, &status) != 0;
  int fd = real(path, flags, mode);
  int saved = errno;
  if (fd >= 0 && is_new) record(CREATE, name, "", 0, "", 0);
  if (fd >= 0 && name != NULL && !is_new && (flags & O_TRUNC) != 0) record(TRUNCATE, name, "", 0, "", 0);
  errno = saved;
  return fd;
}

#define MODE(flags)                                   \
  mode_t mode = 0;                                    \
  if (((flags) & (O_CREAT | O_TMPFILE)) != 0) {       \
    va_list arguments;                                \
    va_start(arguments, flags);                       \
    mode = (mode_t)va_arg(arguments, int);            \
    va_end(arguments);                                \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  return open_as(REAL(open), path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE(flags)
  return open_as(REAL(open64), path, flags, mode);
}

static ssize_t wrote(int fd, const void *data, ssize_t count, off64_t offset) {
  int saved = errno;
  char buffer[PATH_MAX];
  const char *name = count > 0 ? below_fd(fd, buffer) : NULL;
  if (name != NULL) record(WRITE, name, "", (uint64_t)offset, data, (uint32_t)count);
  errno = saved;
  return count;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
  return wrote(fd, data, REAL(pwrite)(fd, data, length, offset), offset);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  return wrote(fd, data, REAL(pwrite64)(fd, data, length, offset), offset);
}

ssize_t write(int fd, const void *data, size_t length) {
  ssize_t count = REAL(write)(fd, data, length);
  /* Pipes and terminals have no place; they are not below the root either. */
  off64_t end = count > 0 ? lseek64(fd, 0, SEEK_CUR) : -1;
  return end < 0 ? count : wrote(fd, data, count, end - count);
}

static int done(int result, enum kind kind, int fd, off64_t length) {
  int saved = errno;
  char buffer[PATH_MAX];
  const char *name = result == 0 ? below_fd(fd, buffer) : NULL;
  if (name != NULL) record(kind, name, "", (uint64_t)length, "", 0);
  errno = saved;
  return result;
}

int ftruncate(int fd, off_t length) { return done(REAL(ftruncate)(fd, length), TRUNCATE, fd, length); }
int ftruncate64(int fd, off64_t length) { return done(REAL(ftruncate64)(fd, length), TRUNCATE, fd, length); }
int fsync(int fd) { return done(REAL(fsync)(fd), SYNC, fd, 0); }
int fdatasync(int fd) { return done(REAL(fdatasync)(fd), SYNC, fd, 0); }

static int renamed(int result, enum kind kind, const char *from, const char *to) {
  int saved = errno;
  const char *first = result == 0 ? below(from) : NULL;
  const char *second = to == NULL ? "" : below(to);
  if (first != NULL && second != NULL) record(kind, first, second, 0, "", 0);
  errno = saved;
  return result;
}

int rename(const char *from, const char *to) { return renamed(REAL(rename)(from, to), RENAME, from, to); }
int link(const char *from, const char *to) { return renamed(REAL(link)(from, to), LINK, from, to); }
int unlink(const char *path) { return renamed(REAL(unlink)(path), UNLINK, path, NULL); }
