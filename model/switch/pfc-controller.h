/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PFC_CONTROLLER_H
#define PFC_CONTROLLER_H

#include "ns3/component-description.h"
#include "ns3/fabric-port.h"
#include "ns3/object.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

class HeadroomRule;

/**
 * @ingroup ai-fabric
 *
 * Priority flow control of a switch (IEEE 802.1Qbb): frames of lossless classes are charged to the
 * (ingress port, class) they came through. Above Xoff the upstream peer is paused and frames use
 * the headroom; once they have drained to Xon it is resumed. A frame that finds the headroom full
 * is lost, but it pauses the peer like any other.
 *
 * By default the headroom of a port is what can still come in after Xoff is crossed (IEEE
 * 802.1Qbb, annex O): what arrives while a frame and the pause leave the port and the pause
 * crosses the link, what is on the link then, what the peer sends before it heeds the pause, a
 * frame that the peer has begun, and the frame that crossed Xoff. HeadroomRule names other sums.
 *
 * PauseResponse is the time that the peers of its ports take to heed a pause. The clause on pause
 * timing of IEEE 802.3 (31B.3.7) grants them up to so many quanta; "auto" is that limit.
 *
 * A pause is refreshed at half its life while the reason persists. Frames of any other class pass
 * uncharged.
 */
class PfcController : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PfcController();
    ~PfcController() override;

    /**
     * Tell the ports of the switch.
     * @param node number of the switch's node
     * @param devices its ports
     * @return an empty string, or what is wrong with the configuration
     */
    std::string Start(uint32_t node, const std::vector<FabricPort*>& devices);

    /**
     * @param priority a class
     * @return true if it is lossless
     */
    bool IsLossless(uint8_t priority) const
    {
        return (m_losslessMask >> priority) & 1;
    }

    /** @return whether any class is lossless. */
    bool IsInUse() const
    {
        return m_losslessMask != 0;
    }

    /**
     * Charge a frame of a lossless class to its ingress.
     * @param frame the frame; Frame::ingress tells the port
     * @return false if the headroom is full and the frame must be dropped
     */
    bool Charge(Frame& frame)
    {
        const uint32_t index = Index(frame.ingress, frame.priority);
        uint64_t& bytes = m_bytes[index];
        if (bytes + frame.size > m_xoff)
        {
            return ChargeHeadroom(index, frame);
        }
        bytes += frame.size;
        return true;
    }

    /**
     * @param frame a frame of a lossless class
     * @return true if it can be charged
     */
    bool HasRoom(const Frame& frame) const
    {
        const uint64_t bytes = m_bytes[Index(frame.ingress, frame.priority)] + frame.size;
        return bytes <= m_xoff || bytes <= m_xoff + GetHeadroom(frame.ingress);
    }

    /**
     * A link came up, whose other end knows of no pause, or went down, and pauses do not cross it.
     * @param port its port
     * @param up whether it came up
     */
    void LinkChanged(uint16_t port, bool up);

    /**
     * Release a frame that was charged.
     * @param frame the frame
     */
    void Release(const Frame& frame)
    {
        const uint32_t index = Index(frame.ingress, frame.priority);
        m_bytes[index] -= frame.size;
        if (m_pausedCount != 0 && m_bytes[index] <= m_xon)
        {
            Resume(index);
        }
    }

    /**
     * Bytes charged to an ingress.
     * @param port ingress port
     * @param priority class
     * @return its bytes
     */
    uint64_t GetIngressBytes(uint16_t port, uint8_t priority) const
    {
        return m_bytes[Index(port, priority)];
    }

    /**
     * Bytes above Xoff that frames may use.
     * @param port ingress port
     * @return the attribute, or what the link of the port needs
     */
    uint64_t GetHeadroom(uint32_t port) const
    {
        return m_headroom == AUTO ? GetRuledHeadroom(port) : m_headroom;
    }

    /**
     * Bytes that can come in after Xoff is crossed.
     * @param port ingress port
     * @return what rate, delay and frames of its link add up to
     */
    uint64_t GetNeededHeadroom(uint32_t port) const;

    /**
     * What a reader should know of the configuration, once the links are known.
     * @param buffer bytes of buffer of the switch
     * @param findings where to add sentences
     */
    void ListFindings(uint64_t buffer, std::vector<std::string>& findings) const;

    /** A frame of a lossless class was lost for want of room. */
    void CountLoss()
    {
        m_lost++;
    }

    /** @return frames of lossless classes lost for want of buffer or headroom. */
    uint64_t GetLost() const
    {
        return m_lost;
    }

    /**
     * Whether a pause of the peer outlives its reason.
     * @param port ingress port
     * @param priority class
     * @return true if the peer is kept paused though the ingress has drained to Xon
     */
    bool IsPausedInVain(uint16_t port, uint8_t priority) const
    {
        const uint32_t index = Index(port, priority);
        return m_ingress[index] && m_ingress[index]->paused && m_bytes[index] <= m_xon;
    }

    /** @return the number of pauses begun, refreshes not counted. */
    uint64_t GetPauses() const
    {
        return m_pauses;
    }

    /** @return the largest number of bytes above Xoff that any ingress has used. */
    uint64_t GetMaxHeadroom() const
    {
        return m_maxHeadroom;
    }

  private:
    /// What is known of an ingress port and class that was paused at least once.
    struct Ingress
    {
        PfcController* controller{nullptr};
        uint16_t port{0};
        uint8_t priority{0};
        bool paused{false};
        uint64_t headroom{0};
        FabricEvent refresh;

        /** The pause is half over. */
        void Refresh()
        {
            controller->SendPause(*this);
            controller->m_domain->Renewed();
        }
    };

    /// Place of an ingress in m_bytes: the ports of a class side by side, few cache lines in use.
    uint32_t Index(uint32_t port, uint32_t priority) const
    {
        return priority * m_portCount + port;
    }

    uint64_t GetRuledHeadroom(uint32_t port) const;
    uint64_t GetResponseQuanta(uint32_t port) const;
    std::string SetPeers();
    bool ChargeHeadroom(uint32_t index, const Frame& frame);
    void SendPause(Ingress& ingress);
    void Resume(uint32_t index);

    std::vector<uint64_t> m_bytes; ///< charged, by class and ingress port
    uint32_t m_portCount{0};
    uint32_t m_pausedCount{0};                       ///< ingresses paused now
    std::vector<std::unique_ptr<Ingress>> m_ingress; ///< as m_bytes; null before the first pause
    std::vector<FabricPort*> m_devices;
    FabricDomain* m_domain{nullptr};
    uint64_t m_xoff;
    uint64_t m_xon;
    uint64_t m_headroom;
    uint64_t m_response; ///< quanta, or AUTO
    std::string m_ruleName;
    Ptr<const HeadroomRule> m_rule; ///< what m_ruleName says
    uint64_t m_pauses{0};
    uint64_t m_maxHeadroom{0};
    uint64_t m_lost{0};
    uint32_t m_largest;
    uint32_t m_node{0};
    uint16_t m_quanta;
    uint8_t m_losslessMask;
};

} // namespace aifabric
} // namespace ns3

#endif // PFC_CONTROLLER_H
