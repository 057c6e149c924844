/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EGRESS_STAGE_H
#define EGRESS_STAGE_H

#include "ns3/component-registry.h"
#include "ns3/fabric-domain.h"
#include "ns3/frame-pool.h"
#include "ns3/object.h"
#include "ns3/port-view.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/** Where a stage works, told before time zero. */
struct EgressPlace
{
    uint32_t node{0};              ///< number of the switch's node
    FabricDomain* domain{nullptr}; ///< clock and calendar
    FramePool* pool{nullptr};      ///< where frames are made
};

/**
 * @ingroup ai-fabric
 *
 * What a switch does to frames that leave a queue: marking, telemetry, and whatever else. One
 * object serves one switch, which has an ordered list of them. A stage that is not used is not in
 * the list and costs nothing. A stage may look at frames that come to a queue, too, and have them
 * dropped.
 */
class EgressStage : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    EgressStage();
    ~EgressStage() override;

    /** @return the family of stages, by which a switch model names them. */
    static const ComponentFamily& GetFamily();

    /**
     * Take up work.
     * @param place where
     * @return an empty string, or what is wrong with the configuration
     */
    std::string Start(const EgressPlace& place);

    /**
     * A frame leaves its queue, and is charged to no buffer any more.
     * @param frame the frame
     * @param port the port, whose queues do not have the frame any more
     */
    void Leave(Frame& frame, PortView port)
    {
        DoLeave(frame, port);
    }

    /**
     * A frame comes to a queue, and is charged to no buffer yet.
     * @param frame the frame
     * @param port the port that it is to leave through
     * @return false if it is to be dropped (DropReason::WRED)
     */
    bool Arrive(Frame& frame, PortView port)
    {
        return DoArrive(frame, port);
    }

    /** @return whether it wants to be told of frames that come to a queue (Arrive()). */
    bool LooksAtArrivals() const
    {
        return DoLooksAtArrivals();
    }

    /** @return whether it does anything, as configured. */
    bool IsUsed() const
    {
        return DoIsUsed();
    }

    /** @return the number of frames that it has marked congestion-experienced. */
    uint64_t GetMarks() const
    {
        return DoGetMarks();
    }

    /**
     * @param classes mask of classes
     * @return bytes of a queue of one of them above which it may mark; UINT64_MAX: it never does
     */
    uint64_t GetLeastMark(uint8_t classes) const
    {
        return DoGetLeastMark(classes);
    }

    /**
     * Use fixed random streams.
     * @param stream number of the first one
     * @return how many it uses
     */
    int64_t AssignStreams(int64_t stream)
    {
        return DoAssignStreams(stream);
    }

    /** @return bytes by which it may make a frame longer. */
    uint32_t GetGrowth() const
    {
        return DoGetGrowth();
    }

    /** @return after a run, why it did nothing and what would help; empty if it did something. */
    std::string GetIdleReason() const
    {
        return DoGetIdleReason();
    }

  protected:
    /** @return where it works. */
    const EgressPlace& GetPlace() const
    {
        return m_place;
    }

  private:
    /**
     * Look at a frame, change it, make it longer (FramePool::Grow()).
     * @param frame the frame
     * @param port the port, whose queues do not have the frame any more
     */
    virtual void DoLeave(Frame& frame, PortView port) = 0;
    /**
     * Look at a frame that comes to a queue, before it is charged, and only if
     * DoLooksAtArrivals() says so.
     * @param frame the frame, which may be marked
     * @param port the port, whose queues do not have the frame yet
     * @return false if it is to be dropped; true unless overridden
     */
    virtual bool DoArrive(Frame& frame, PortView port);
    /** @return whether DoArrive() is to be called; false unless overridden. */
    virtual bool DoLooksAtArrivals() const;
    /** @return the number of frames marked; 0 unless overridden. */
    virtual uint64_t DoGetMarks() const;
    /**
     * @param classes mask of classes
     * @return bytes of a queue above which it may mark; UINT64_MAX (never) unless overridden
     */
    virtual uint64_t DoGetLeastMark(uint8_t classes) const;
    /**
     * @param stream number of the first random stream
     * @return how many it uses; 0 unless overridden
     */
    virtual int64_t DoAssignStreams(int64_t stream);
    /**
     * Build state, once, before time zero.
     * @return an empty string, or what is wrong: the attribute and what is allowed
     */
    virtual std::string DoStart();
    /** @return whether it does anything, as configured; true unless overridden. */
    virtual bool DoIsUsed() const;
    /** @return bytes by which it may make a frame longer; 0 unless overridden. */
    virtual uint32_t DoGetGrowth() const;
    /** @return why it did nothing; empty unless overridden. */
    virtual std::string DoGetIdleReason() const;

    EgressPlace m_place;
};

} // namespace aifabric
} // namespace ns3

#endif // EGRESS_STAGE_H
