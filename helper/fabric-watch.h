/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_WATCH_H
#define FABRIC_WATCH_H

#include "fabric-container.h"

#include "ns3/run-guard.h"

#include <cstdint>
#include <functional>
#include <string>
#include <tuple>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Watches whether a fabric still gets anywhere, and ends the simulation if it does not.
 *
 * A fabric is stuck if no frame but those of PFC has moved for the larger of ten retransmission
 * timeouts and 1 ms, while every port with work is paused. What waits for what is then reported:
 * the cycle of waiting buffers, classes of ports each of which waits for room behind the next one,
 * or the port that keeps others waiting for no reason. Where a PFC watchdog may act, it is given
 * the time to. A fabric is idle if it has nothing to send; if ns-3 has nothing to do either, the
 * simulation ends too, even if timers and refreshes go on.
 */
class FabricWatch : public RunGuard
{
  public:
    /** Where a port is. */
    struct PortId
    {
        uint32_t vertex{0}; ///< vertex of the topology
        uint16_t port{0};   ///< number of the port there
    };

    /** A buffer: what a port has to send in a class. */
    struct Buffer
    {
        uint32_t port{0};    ///< number of the port among all ports, hosts first
        uint8_t priority{0}; ///< the class

        /**
         * @param other another buffer
         * @return whether it is the same
         */
        bool operator==(const Buffer& other) const
        {
            return port == other.port && priority == other.priority;
        }

        /**
         * @param other another buffer
         * @return whether this one comes first
         */
        bool operator<(const Buffer& other) const
        {
            return std::tie(port, priority) < std::tie(other.port, other.priority);
        }
    };

    /** @param fabric the fabric, installed */
    explicit FabricWatch(const FabricContainer& fabric);

    State Look(uint64_t now) override;
    uint64_t GetInterval() const override;
    bool IsIdle() const override;

    /** @return what is stuck, such as "deadlock: leaf0:2 waits for ..."; empty: nothing. */
    const std::string& GetReport() const
    {
        return m_report;
    }

    /** @return the first port of the report. */
    const std::string& GetSubject() const
    {
        return m_subject;
    }

    /** @return the cycle of buffers, each of which waits for the next; empty: there is none. */
    const std::vector<Buffer>& GetCycle() const
    {
        return m_cycle;
    }

    /** @return when it was found, ps. */
    uint64_t GetReportTime() const
    {
        return m_reportTime;
    }

    /**
     * Take over reporting; by default the report is printed on standard error.
     * @param callback called once with the report
     */
    void SetReportCallback(std::function<void(const std::string&)> callback)
    {
        m_callback = std::move(callback);
    }

  private:
    /// A port and who serves it.
    struct Port
    {
        FabricPort* device; ///< itself
        PortId id;          ///< where it is
    };

    bool IsQuiet() const;
    bool HasQueuePair(bool (QueuePair::*condition)() const) const;
    uint64_t CountMoves() const;
    uint64_t GetPatience() const;
    bool HasFramesUnderWay() const;
    uint8_t GetWork(uint32_t port) const;
    std::vector<Buffer> ListWaiting() const;
    std::vector<Buffer> ListCauses(const Buffer& buffer) const;
    std::vector<Buffer> FindCycle(const std::vector<Buffer>& waiting) const;
    void Report(const std::vector<Buffer>& waiting, uint64_t now);
    std::string GetPortName(uint32_t port) const;
    uint32_t GetPeer(uint32_t port) const;

    FabricContainer m_names; ///< its topology only
    std::vector<Port> m_ports;
    std::vector<uint32_t> m_first; ///< by vertex, its first port among m_ports
    std::vector<RoceNic*> m_nics;
    std::vector<FabricSwitch*> m_switches;
    std::function<void(const std::string&)> m_callback;
    std::string m_report;
    std::string m_subject;
    std::vector<Buffer> m_cycle;
    uint64_t m_reportTime{0};
    uint64_t m_moves{UINT64_MAX}; ///< frames moved at the last look
    uint64_t m_movedAt{0};        ///< when frames were last seen to have moved, ps
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_WATCH_H
