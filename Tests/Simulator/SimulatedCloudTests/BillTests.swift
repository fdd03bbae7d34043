import HTTP
import Testing
import Time

@testable import SimulatedCloud

struct BillTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func bill() throws -> Bill {
        try Bill(simulation.database, at: simulation.clock.source())
    }

    @Test func `an empty project costs nothing`() throws {
        #expect(try bill().total.net == "0.0000000000")
        #expect(try bill().openItems == 0)
    }

    @Test func `a server and its address cost an hour from the first moment`() throws {
        try simulation.orderServer()
        let bill = try bill()
        #expect(bill.items.map(\.hours) == [1, 1])
        #expect(bill.items.map(\.price.net) == ["0.0088000000", "0.0008000000"])
        #expect(bill.total.net == "0.0096000000")
        #expect(bill.total.gross == "0.0114240000000000")
        #expect(bill.openItems == 2)
    }

    @Test func `every begun hour counts until the deletion`() throws {
        let id = try simulation.runningServer()
        simulation.clock.advance(.seconds(3600))
        try simulation.request(.delete, "/servers/\(id)")
        simulation.clock.advance(.seconds(50 * 3600))
        try simulation.request(.get, "/servers")
        let bill = try bill()
        #expect(bill.openItems == 0)
        #expect(bill.items.map(\.hours) == [2, 2])
        #expect(bill.total.net == "0.0192000000")
    }

    @Test func `power off does not stop the bill`() throws {
        let id = try simulation.runningServer()
        try simulation.request(.post, "/servers/\(id)/actions/poweroff")
        simulation.clock.advance(.seconds(10 * 3600))
        #expect(try bill().items.first?.hours == 11)
    }

    @Test func `a whole month costs the monthly price, and each month is counted on its own`() throws {
        // From 20 November to 1 January: 264 hours, then a month of 744.
        try simulation.orderServer("web-1", ("server_type", "cx53"))
        simulation.clock.advance(.seconds((11 + 31) * 86_400))
        let server = try #require(try bill().items.first)
        #expect(server.hours == 1008)
        // 264 × 0.0473, and 29.49 since 744 × 0.0473 would be more.
        #expect(server.price.net == "41.9772000000")
    }

    @Test func `an address that is not deleted goes on costing`() throws {
        let body: JSON = ["name": "ip", "type": "ipv4", "location": "nbg1"]
        let ip = try simulation.request(.post, "/primary_ips", body)["primary_ip"]?["id"]
        let id = try simulation.runningServer("web-1", ("public_net", ["ipv4": try #require(ip)]))
        try simulation.request(.delete, "/servers/\(id)")
        simulation.clock.advance(.seconds(2))
        try simulation.request(.get, "/servers")
        #expect(try bill().openItems == 1)
    }

    @Test func `the bill is a table for people and JSON for scripts`() throws {
        try simulation.orderServer()
        let bill = try bill()
        #expect(bill.table.text.contains("cx23 in nbg1"))
        #expect(bill.table.text.contains("2 still there"))
        #expect(bill.json["open"] == 2)
        #expect(bill.json["net"] == "0.0096000000")
        #expect(bill.json["items"]?.arrayValue?.first?["until"] == .null)
    }

    @Test func `the next month begins where the calendar says, from every day of four years`() {
        for year in 2023...2026 {
            for month in 1...12 {
                let first = Instant(year: year, month: month, day: 1)
                let next =
                    month == 12
                    ? Instant(year: year + 1, month: 1, day: 1)
                    : Instant(year: year, month: month + 1, day: 1)
                var day = first
                while day < next {
                    #expect(day.nextMonth == next)
                    #expect((day + .milliseconds(86_399_999)).nextMonth == next)
                    day = day + .seconds(86_400)
                }
            }
        }
    }
}
