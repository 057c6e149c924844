/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARED_MEMORY_ADMISSION_H
#define SHARED_MEMORY_ADMISSION_H

#include "ns3/buffer-admission.h"
#include "ns3/component-registry.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The shared memory of a switch ASIC, in cells. A frame takes whole cells. The memory is cut into
 * domains (the whole die, slices, pairs of slices), each of which serves its own ports only: a
 * frame is in the domain of the port that it leaves through. Of a domain,
 *
 * - each lossy class queue has QueueReserve to itself;
 * - the headroom pool is for frames of lossless classes whose ingress is above the Xoff of PFC, or
 *   that find the shared pool full;
 * - the rest is the shared pool. What a queue has above its reserve is in it, and all that lossless
 *   ingresses have below Xoff.
 *
 * How queues share the pool is the rule of the class that derives from this one: it asks Decide()
 * with a rule that sees the queue and the pool. No rule is asked about lossless frames, which PFC
 * holds back by ingress; they are lost only if the headroom pool is full.
 *
 * Frames of a lossless ingress that leave free its part of the headroom first. Counters and
 * high-water marks are kept as the hardware has them, by domain, and are exact.
 */
class SharedMemoryAdmission : public BufferAdmission
{
  public:
    /** A domain of the memory, in cells. */
    struct alignas(64) Domain
    {
        uint32_t poolSize{0};       ///< cells of the shared pool
        uint32_t pool{0};           ///< taken of it
        uint32_t headroomSize{0};   ///< cells of the headroom pool
        uint32_t headroom{0};       ///< taken of it
        uint32_t reserved{0};       ///< taken of the reserves of queues
        uint32_t maxPool{0};        ///< most ever taken of the shared pool
        uint32_t maxHeadroom{0};    ///< most ever taken of the headroom pool
        uint32_t maxUsed{0};        ///< most ever taken in all
        uint64_t poolFull{0};       ///< lossy frames refused as the pool was full
        uint64_t aboveThreshold{0}; ///< lossy frames refused by the rule
        uint64_t headroomFull{0};   ///< lossless frames refused as the headroom was full

        /** @return cells taken in all. */
        uint32_t GetUsed() const
        {
            return pool + headroom + reserved;
        }

        /** @return cells of the pool that are free; frames that a strategy keeps may overdraw it.
         */
        uint32_t GetFree() const
        {
            return poolSize > pool ? poolSize - pool : 0;
        }
    };

    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SharedMemoryAdmission();
    ~SharedMemoryAdmission() override;

    /** @return the family of rules by which the pool is shared, as a switch model names them. */
    static const ComponentFamily& GetFamily();

    /** @return name of the stage that belongs to the policy (EgressStage); empty: there is none. */
    std::string GetStage() const
    {
        return DoGetStage();
    }

    /**
     * @param bytes length of a frame, less than 2^16
     * @return cells that it takes
     */
    uint32_t CountCells(uint32_t bytes) const
    {
        // A division by multiplication; exact for what is less than 2^32 / cell (tested).
        return static_cast<uint32_t>((uint64_t{bytes + m_cellBytes - 1} * m_reciprocal) >> 32);
    }

    /** @return bytes of a cell. */
    uint32_t GetCellBytes() const
    {
        return m_cellBytes;
    }

    /** @return the number of domains. */
    uint32_t GetDomainCount() const
    {
        return static_cast<uint32_t>(m_domains.size());
    }

    /**
     * @param domain number of a domain
     * @return its pools and counters
     */
    const Domain& GetDomain(uint32_t domain) const
    {
        return m_domains.at(domain);
    }

    /**
     * @param port number of a port
     * @return number of the domain that holds what leaves through it
     */
    uint32_t GetDomainOf(uint32_t port) const;

    /**
     * @param port number of a port
     * @param priority a class
     * @return cells of its queue
     */
    uint32_t GetQueueCells(uint32_t port, uint8_t priority) const
    {
        return m_portBooks.at(port).cells[priority];
    }

  protected:
    /** What a rule sees; all in cells. */
    struct Share
    {
        const Domain& domain; ///< the pool
        uint32_t cells;       ///< of the frame
        uint32_t queue;       ///< of the pool that the queue has, without the frame
        uint32_t free;        ///< of the pool, without the frame
    };

    /**
     * Answer a request, and charge what is admitted.
     * @tparam Rule takes a Share and returns a verdict
     * @param request the frame, and where it comes from and goes to
     * @param rule whether the queue may take of the pool, where there is room; Trim() if not
     * @return what is to be done
     */
    template <typename Rule>
    AdmissionVerdict Decide(AdmissionRequest request, Rule rule)
    {
        const uint32_t cells = CountCells(request.GetBytes());
        const uint8_t priority = request.GetClass();
        PortBook& book = m_portBooks[request.egress.GetPort()];
        if ((m_losslessMask >> priority) & 1)
        {
            return AdmitLossless(request, book, cells);
        }
        Domain& domain = *book.domain;
        const uint32_t held = book.cells[priority];
        const uint32_t queue = Excess(held);
        const uint32_t more = Excess(held + cells) - queue;
        AdmissionVerdict verdict = AdmissionVerdict::Admit();
        if (more != 0)
        {
            const uint32_t free = domain.GetFree();
            if (more > free)
            {
                // The pool is laid out when the first frame wants some of it.
                return m_isLaidOut ? Refuse(domain.poolFull) : LayOut().Decide(request, rule);
            }
            verdict = rule(Share{domain, cells, queue, free});
            if (!verdict.IsAdmitted())
            {
                domain.aboveThreshold++;
                return verdict;
            }
        }
        Charge(book, priority, cells, more);
        return verdict;
    }

    /** @return cells of the shared pool of the first domain, if no headroom is taken off it. */
    uint32_t GetPoolCells() const;

    /**
     * @param domain number of a domain
     * @return its ports
     */
    uint32_t CountPorts(uint32_t domain) const;

    std::string CheckConfig() override;

  private:
    /// What is charged at an egress port.
    struct alignas(64) PortBook
    {
        std::array<uint32_t, CLASS_COUNT> cells{}; ///< by class
        Domain* domain{nullptr};                   ///< where they are
    };

    /// Cells that a queue has above its reserve.
    uint32_t Excess(uint32_t cells) const
    {
        return cells > m_reserveCells ? cells - m_reserveCells : 0;
    }

    /// Take cells of a lossy class, some of them of the pool.
    void Charge(PortBook& book, uint8_t priority, uint32_t cells, uint32_t more)
    {
        Domain& domain = *book.domain;
        book.cells[priority] += cells;
        domain.reserved += cells - more;
        domain.pool += more;
        domain.maxPool = domain.pool > domain.maxPool ? domain.pool : domain.maxPool;
        const uint32_t used = domain.GetUsed();
        domain.maxUsed = used > domain.maxUsed ? used : domain.maxUsed;
    }

    /// Count a refusal.
    static AdmissionVerdict Refuse(uint64_t& counter)
    {
        counter++;
        return AdmissionVerdict::Trim();
    }

    AdmissionVerdict AdmitLossless(AdmissionRequest request, PortBook& book, uint32_t cells);
    uint32_t& HeadroomOf(AdmissionRequest request, const Domain& domain);
    uint32_t CountReserves(uint32_t domain) const;
    SharedMemoryAdmission& LayOut();
    void DoCharged(AdmissionRequest request) override;
    void DoReleased(AdmissionRequest request) override;
    void DoHeld(const Frame& frame) override;
    void DoGivenBack(const Frame& frame) override;
    bool DoHasSpace(const Frame& frame) const override;
    std::string DoCheckBooks(const std::vector<AdmissionRequest>& waiting) const override;
    uint64_t DoGetLosslessBuffer() const override;
    uint64_t DoGetLargestQueue() const override;
    uint64_t DoGetBufferPerPort(uint32_t ports) const override;
    uint64_t DoGetTotal(uint32_t ports) const override;

    /**
     * @return share of the pool, 0 to 1, that one queue comes to hold when no other has any; 1
     * unless overridden
     */
    virtual double DoGetLargestShare() const;

    /** @return name of the stage that belongs to the policy; empty unless overridden. */
    virtual std::string DoGetStage() const;

    std::vector<PortBook> m_portBooks;
    uint64_t m_reciprocal{0};   ///< 2^32 / cell, rounded up
    uint32_t m_cellBytes;       ///< bytes of a cell
    uint32_t m_reserveCells{0}; ///< of each lossy class queue
    uint8_t m_losslessMask{0};  ///< classes that PFC protects
    bool m_isLaidOut{false};    ///< the pools have their sizes
    std::vector<Domain> m_domains;
    std::vector<uint32_t> m_headrooms; ///< cells by domain, ingress and class; empty without PFC
    uint64_t m_xoff{0};                ///< bytes of an ingress above which it is in the headroom
    uint32_t m_domainCells{0};         ///< of a domain in all
    uint32_t m_held{0};                ///< cells of frames outside the queues
    uint64_t m_buffer;
    uint64_t m_bufferPerPort;
    uint32_t m_domainCount;
    uint32_t m_portsPerDomain;
    uint64_t m_queueReserve;
    uint64_t m_headroomPool;
};

} // namespace aifabric
} // namespace ns3

#endif // SHARED_MEMORY_ADMISSION_H
