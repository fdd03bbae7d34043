import Glibc

enum Descriptors {
    /// The descriptors that a child would inherit.
    static var inheritable: Set<Int32> {
        let open = (Int32(0)..<256).filter { descriptor in
            let flags = fcntl(descriptor, F_GETFD)
            return flags >= 0 && flags & FD_CLOEXEC == 0
        }
        return Set(open)
    }
}
