import Testing
import Time

@Suite struct MachineClockTests {
    @Test func `the time since boot only grows`() {
        let clock = MachineClock.system
        let first = clock.sinceBoot()
        #expect(first > .zero)
        #expect(clock.sinceBoot() >= first)
    }

    @Test func `this boot has a name`() {
        #expect(MachineClock.system.boot.count == 36)
    }
}
