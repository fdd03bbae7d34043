import Glibc

/// What one thread waits for and another gives. Only the thread that has been given its baton runs.
final class Baton: @unchecked Sendable {
    // A semaphore may be used by any thread; the pointer never changes.
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func give() {
        sem_post(semaphore)
    }

    /// Waits until the baton is given.
    func take() {
        while sem_wait(semaphore) != 0 {}
    }
}
