/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DLB_LOAD_BALANCER_H
#define DLB_LOAD_BALANCER_H

#include "ns3/band-exchange.h"
#include "ns3/fabric-event.h"
#include "ns3/idle-attributes.h"
#include "ns3/rate-estimator.h"
#include "ns3/switch-load-balancer.h"

#include <algorithm>
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
 * Dynamic load balancing as switch vendors sell it (Nexus 9000, Junos on Tomahawk, Arista): every
 * flowlet, or every packet, takes a random one of the local ports of the best quality.
 *
 * The quality of a port is a level. Its load, from a discounting rate estimator (RateEstimator), is
 * quantised by widths in percent of the line rate, and its queue by the same percentages of its
 * buffer. With a RateWeight the weighted sum of the two has a level, as on Junos; without one the
 * worse of the two levels counts, which is our reading of vendors that name both and not how they
 * combine. Junos counts the other way round: its band is the number of levels, less 1, less the
 * level. A port whose link is down is avoided at once.
 *
 * A flowlet may move before its pause (QualityDelta, reactive path rebalancing of Junos). With
 * Global, the level of a port is the worse of its own and what the switch there tells of its own
 * best link towards the destination (global load balancing of Junos, BandExchange).
 *
 * Unlike LetFlow, a flowlet goes to where there is least load; unlike JSQ and adaptive routing, the
 * load of the recent past counts even if queues are empty. Without Global nothing is known beyond
 * the own switch, so that a port to a failed path looks good.
 *
 * The default of the timeout is the vendors' and those of the estimator are CONGA's. They suit
 * 10 to 100 Gb/s: at 400 Gb/s and above, flows end before a time constant of a millisecond has
 * told anything, and both should be scaled to the rate.
 */
class DlbLoadBalancer : public SwitchLoadBalancer, public IdleAttributes
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    DlbLoadBalancer();
    ~DlbLoadBalancer() override;

    /** @return the number of flowlets begun. */
    uint64_t GetFlowlets() const
    {
        return m_flowlets;
    }

    /** @return how often a flowlet was moved before its pause. */
    uint64_t GetMoves() const
    {
        return m_moves;
    }

    /** @return messages to other switches. */
    uint64_t GetMessages() const
    {
        return m_exchange.GetMessages();
    }

    /**
     * @param port number of a port
     * @return the band of its own quality as Junos counts: 0 is the worst
     */
    uint32_t GetBand(uint16_t port);

    /**
     * @param port number of a port
     * @return the utilisation that its estimator tells now
     */
    double GetUtilisation(uint16_t port);

  private:
    static constexpr uint16_t NONE = UINT16_MAX; ///< no port yet

    /// The last flowlet of an entry.
    struct Flowlet
    {
        uint64_t last{0};    ///< time of its last packet, ps
        uint16_t index{0};   ///< index of its candidate
        uint16_t port{NONE}; ///< number of its port
    };

    /// A port of the switch.
    struct Link
    {
        RateEstimator estimator; ///< of what it sends
        bool up{true};           ///< whether its link is
    };

    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoStart() override;
    std::string CheckConfig() const override;
    uint32_t DoGetHooks() const override;
    bool DoReceived(Frame* frame) override;
    void DoSent(Frame& frame, uint16_t port) override;
    void DoLinkChanged(uint16_t port, bool up) override;
    NetworkNeeds DoGetNeeds() const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;
    static std::string ReadLevels(const std::string& text, std::vector<uint32_t>& widths);
    static TypeId AddQuality(TypeId tid);
    std::string CheckQuality() const;

    uint32_t LevelOf(double percent) const
    {
        return m_levelOf[static_cast<uint32_t>(std::min(percent, 100.0))];
    }

    uint32_t GradeLink(uint16_t port, const PortView& view, uint64_t now);
    uint32_t Grade(const Candidates& candidates, uint32_t i, uint64_t now);
    uint32_t Choose(const Candidates& candidates);
    bool IsToMove(const Candidates& candidates, uint32_t current);
    void Looked();

    std::string m_mode;
    std::string m_levels;
    Time m_timeout;
    Time m_period;
    double m_alpha;
    uint32_t m_entries;
    uint64_t m_rateWeight;
    uint32_t m_delta;
    double m_probability;
    bool m_global;
    Time m_interval;
    bool m_perPacket{false};
    bool m_weighs{false}; ///< load and queue are summed up
    bool m_tells{false};  ///< others choose by what it says of its links
    uint64_t m_timeoutPs{0};
    uint64_t m_salt{0};
    uint64_t m_flowlets{0};
    uint64_t m_moves{0};
    uint32_t m_worst{0};                  ///< level of links that are down
    double m_queueScale{0};               ///< percent per byte of a queue
    std::array<uint8_t, 101> m_levelOf{}; ///< by percent
    std::vector<Link> m_links;            ///< by port
    std::vector<uint16_t> m_best;         ///< scratch of Choose()
    std::vector<Flowlet> m_table;
    BandExchange m_exchange;
    FabricEvent m_timer; ///< looks at the own levels
};

} // namespace aifabric
} // namespace ns3

#endif // DLB_LOAD_BALANCER_H
