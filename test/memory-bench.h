/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MEMORY_BENCH_H
#define MEMORY_BENCH_H

#include "ns3/double.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-net-device.h"
#include "ns3/make-factory.h"
#include "ns3/shared-memory-admission.h"
#include "ns3/uinteger.h"

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

/**
 * @ingroup ai-fabric-tests
 *
 * A shared memory without a switch around it: frames are offered to ports and taken out again, and
 * nothing else happens.
 */
class MemoryBench
{
  public:
    /** A frame in the memory. */
    struct Stored
    {
        uint32_t port;              ///< that it leaves through
        ns3::aifabric::Frame frame; ///< the frame
    };

    /**
     * @param buffer bytes in all
     * @param domains their number
     * @param alpha of all classes
     * @param cell bytes of a cell
     * @param reserve bytes of each queue
     * @return a memory of dynamic thresholds
     */
    static ns3::ObjectFactory Thresholds(uint64_t buffer,
                                         uint32_t domains,
                                         double alpha,
                                         uint32_t cell,
                                         uint64_t reserve = 0)
    {
        return ns3::aifabric::MakeTypeFactory<ns3::aifabric::BufferAdmission>(
            "ns3::aifabric::DynamicThresholdPolicy",
            "Buffer",
            ns3::UintegerValue(buffer),
            "Domains",
            ns3::UintegerValue(domains),
            "Alpha",
            ns3::DoubleValue(alpha),
            "CellBytes",
            ns3::UintegerValue(cell),
            "QueueReserve",
            ns3::UintegerValue(reserve));
    }

    /**
     * @param ports number of ports
     * @param factory makes the memory
     */
    MemoryBench(uint32_t ports, const ns3::ObjectFactory& factory)
        : m_memory(factory.Create<ns3::aifabric::SharedMemoryAdmission>())
    {
        ns3::aifabric::FabricEngine::Prepare();
        for (uint32_t port = 0; port < ports; port++)
        {
            m_ports.push_back(ns3::CreateObject<ns3::aifabric::FabricNetDevice>());
            m_ports.back()->SetPlace(0, static_cast<uint16_t>(port));
        }
        m_problem = m_memory->Start(ports);
    }

    /** @return what is wrong with the configuration, or an empty string. */
    const std::string& GetProblem() const
    {
        return m_problem;
    }

    /** @return the memory. */
    const ns3::aifabric::SharedMemoryAdmission& Memory() const
    {
        return *m_memory;
    }

    /**
     * Offer a frame.
     * @param port where it is to leave
     * @param bytes its length
     * @param priority its class
     * @return whether it was admitted
     */
    bool Offer(uint32_t port, uint32_t bytes, uint8_t priority = 3)
    {
        ns3::aifabric::Frame frame{};
        frame.size = bytes;
        frame.priority = priority;
        const bool isIn = m_memory->Admit({frame, *m_ports[port]}, false).IsAdmitted();
        if (isIn)
        {
            m_stored.push_back({port, frame});
        }
        return isIn;
    }

    /**
     * Keep a frame outside the queues, as a strategy may, whether or not there is room.
     * @param ingress port that it came through
     * @param bytes its length
     */
    void Keep(uint16_t ingress, uint32_t bytes)
    {
        ns3::aifabric::Frame frame{};
        frame.size = bytes;
        frame.priority = 3;
        frame.ingress = ingress;
        m_memory->Take(frame);
    }

    /** @return the frames in the memory, in the order in which they came. */
    const std::deque<Stored>& List() const
    {
        return m_stored;
    }

    /**
     * Take a frame out.
     * @param place its number among those in the memory
     */
    void TakeOut(size_t place)
    {
        const Stored one = m_stored[place];
        m_memory->Release({one.frame, *m_ports[one.port]});
        m_stored[place] = m_stored.back();
        m_stored.pop_back();
    }

    /**
     * Offer equal frames to queues in turns until none takes any more.
     * @param ports the ports
     * @param bytes length of a frame
     * @param priority class
     */
    void Fill(const std::vector<uint32_t>& ports, uint32_t bytes, uint8_t priority = 3)
    {
        for (bool isTaken = true; isTaken;)
        {
            isTaken = false;
            for (const uint32_t port : ports)
            {
                isTaken = Offer(port, bytes, priority) || isTaken;
            }
        }
    }

  private:
    ns3::Ptr<ns3::aifabric::SharedMemoryAdmission> m_memory;
    std::vector<ns3::Ptr<ns3::aifabric::FabricNetDevice>> m_ports;
    std::deque<Stored> m_stored;
    std::string m_problem;
};

#endif // MEMORY_BENCH_H
