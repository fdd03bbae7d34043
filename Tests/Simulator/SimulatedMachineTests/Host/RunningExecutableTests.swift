import Testing

@testable import SimulatedMachine

@Suite struct RunningExecutableTests {
    @Test func `finds the directories of mapped libraries outside /usr and /lib`() {
        let maps = """
            7f1000-7f2000 r-xp 00000000 fe:00 1  /opt/swift/usr/lib/swift/linux/libswiftCore.so
            7f2000-7f3000 r-xp 00000000 fe:00 2  /opt/swift/usr/lib/swift/linux/libswiftGlibc.so
            7f3000-7f4000 r-xp 00000000 fe:00 3  /usr/lib/x86_64-linux-gnu/libc.so.6
            7f4000-7f5000 r-xp 00000000 fe:00 4  /home/a/.build/debug/hetzner-sim
            7f5000-7f6000 rw-p 00000000 00:00 0  [heap]
            """
        #expect(RunningExecutable.libraryDirectories(inMaps: maps) == ["/opt/swift/usr/lib/swift/linux"])
    }
}
